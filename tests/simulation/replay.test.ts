import { InvariantBroken } from "@evenkeel/testkit/simulation";
import { expect, it, vi } from "vitest";
import { replayable, replayCommand } from "./replay.ts";

it("names the command that brings a broken seed back, and hides nothing of how it broke", () => {
  const said = vi.spyOn(process.stdout, "write").mockImplementation(() => true);
  const broken = new InvariantBroken("I1", "wallet");
  const run = () =>
    replayable("day of seed 7,", () => {
      throw broken;
    });
  expect(run).toThrow(broken);
  expect(said).toHaveBeenCalledWith(`${replayCommand("day of seed 7,")}\n`);
  said.mockRestore();
  expect(replayCommand("day of seed 7,")).toContain('-t "day of seed 7,"');
});
