import { expect, it } from "vitest";
import { createWatcher, type Look } from "./watcher.ts";

const told = (change: Partial<Extract<Look, { kind: "told" }>> = {}): Look => ({
  kind: "told",
  status: "ready",
  killLevel: "run",
  halted: false,
  notFlat: false,
  ...change,
});
const nothing: Look = { kind: "nothing", why: "ECONNREFUSED" };

/** Looks every ten seconds, silence counts from thirty; only what changed is written down. */
it.each<[string, readonly Look[], readonly string[]]>([
  ["well, and nothing else", [told(), told(), told()], ["0 well"]],
  ["two looks that found nothing are forgiven", [told(), nothing, nothing, told()], ["0 well"]],
  ["three are silence", [told(), nothing, nothing, nothing, nothing], ["0 well", "30 silent"]],
  ["silent from the beginning", [nothing, nothing, nothing, nothing], ["30 silent"]],
  ["back again", [told(), nothing, nothing, nothing, told()], ["0 well", "30 silent", "40 well"]],
  ["halted at once", [told(), told({ halted: true }), told({ halted: true })], ["0 well", "10 halted"]],
  ["a stop that is not proven weighs more", [told({ halted: true, notFlat: true })], ["0 not-flat"]],
  ["halted, then dead", [told({ halted: true }), nothing, nothing, nothing], ["0 halted", "30 silent"]],
  ["one that stands by is well", [told({ status: "standby", killLevel: "" })], ["0 well"]],
])("%s", (_, looks, expected) => {
  const watch = createWatcher(30_000, 0);
  const changes = looks.flatMap((look, at) => {
    const { condition, changed } = watch(look, at * 10_000);
    return changed ? [`${at * 10} ${condition}`] : [];
  });
  expect(changes).toEqual(expected);
});

it("says what it saw", () => {
  const watch = createWatcher(0, 0);
  expect(watch(told(), 0).text).toBe("lives: ready, run");
  expect(watch(told({ status: "standby" }), 0).text).toBe("stands by");
  expect(watch(nothing, 42_000).text).toBe("has been silent for 42 s (ECONNREFUSED)");
  expect(watch(told({ killLevel: "flatten", notFlat: true }), 0).text).toMatch(/NOT FLAT: flatten was asked for/);
});
