import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { takeLock } from "./lock.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const lock = () => join(folder, "up.lock");

it("is one launcher's at a time, and given back", () => {
  const release = takeLock(folder, "http://localhost:3000");
  expect(() => takeLock(folder, "http://localhost:3001")).toThrow(/runs already.*http:\/\/localhost:3000/);
  release();
  expect(existsSync(lock())).toBe(false);
});

it.each([
  ["a process that is gone", JSON.stringify({ pid: 2 ** 22 + 1, began: "1", address: "" })],
  ["another process of the same number", JSON.stringify({ pid: process.pid, began: "1", address: "" })],
  ["half a file", '{"pid":'],
])("is taken over from %s", (_, text) => {
  writeFileSync(lock(), text);
  takeLock(folder, "http://localhost:3000");
  expect(JSON.parse(readFileSync(lock(), "utf8"))).toMatchObject({ pid: process.pid });
});
