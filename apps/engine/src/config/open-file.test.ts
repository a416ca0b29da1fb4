import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { beginFile } from "./open-file.ts";

it.each([
  ["with pairs open nobody waits for a file that cannot be read or stored", 1, true],
  ["with none open nothing is entered before the file was taken", 0, false],
])("%s", async (_name, openPairs, expected) => {
  let began = false;
  let goesOn = false;
  const begin = (): Promise<void> => {
    began = true;
    return new Promise(() => {});
  };
  void beginFile({ begin }, openPairs).then(() => {
    goesOn = true;
  });
  await turn();
  expect([began, goesOn]).toEqual([true, expected]);
});

it("without a file there is nothing to wait for", async () => {
  await expect(beginFile(null, 0)).resolves.toBeUndefined();
});
