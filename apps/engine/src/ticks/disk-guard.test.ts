import { expect, test } from "vitest";
import { FREE_BYTES_MIN, guardDisk } from "./disk-guard.ts";

test("tells when room runs out, once, and when there is clearly enough again", async () => {
  const told: (string | null)[] = [];
  let free = 10 * FREE_BYTES_MIN;
  const guard = guardDisk({ folder: ".", onChange: (reason) => told.push(reason), freeBytes: async () => free });
  for (const next of [FREE_BYTES_MIN, FREE_BYTES_MIN - 1, 0, FREE_BYTES_MIN + 1, 2 * FREE_BYTES_MIN, FREE_BYTES_MIN]) {
    free = next;
    await guard.look();
  }
  guard.stop();
  expect(told).toEqual(["the disk has less than 2 GiB left", null]);
});

test("knows the disk of a real folder", async () => {
  const guard = guardDisk({ folder: ".", onChange: () => undefined });
  await expect(guard.look()).resolves.toBeUndefined();
  guard.stop();
});
