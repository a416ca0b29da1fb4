import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { HERE, heldSpread, OTHER } from "../held-spread.test-data.ts";
import { countUnguarded, createGuardWatch, type GuardWatch } from "./guard-watch.ts";

const T = 1_763_000_000_000;
const MINUTE = 60_000;
let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-guard-"));
  path = join(folder, "guarded-until");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const minutes = (watch: GuardWatch): Readonly<Record<string, number>> =>
  Object.fromEntries(watch.minutes().map(({ labels, value }) => [labels["cause"], value]));

it("knows of nothing before the first engine", () => {
  const watch = createGuardWatch(path, T, 3);
  expect(minutes(watch)).toEqual({ "not-running": 0, "not-reconciled": 0 });
  watch.stop(T);
});

it("counts from the last stamp to the next start, by the pairs that stood open", () => {
  const first = createGuardWatch(path, T, 0);
  first.pulse(T + 1_000, 0);
  first.stop(T + 2_000);
  const second = createGuardWatch(path, T + 2_000 + 5 * MINUTE, 2);
  expect(minutes(second)["not-running"]).toBe(10);
  second.pulse(T + 2_000 + 6 * MINUTE, 1);
  expect(minutes(second)["not-reconciled"]).toBe(2);
  second.pulse(T + 2_000 + 9 * MINUTE, 0);
  expect(minutes(second)["not-reconciled"]).toBe(5);
  second.pulse(T + 2_000 + 20 * MINUTE, 0);
  expect(minutes(second)["not-reconciled"]).toBe(5);
  second.stop(T + 2_000 + 20 * MINUTE);
});

it("counts until the first pulse that finds them guarded: on a busy machine it may be the first of all", () => {
  const watch = createGuardWatch(path, T, 2);
  watch.pulse(T + MINUTE, 0);
  expect(minutes(watch)["not-reconciled"]).toBe(2);
  watch.stop(T + MINUTE);
});

it("leaves no stamp of a moment at which books and venue did not agree", () => {
  const first = createGuardWatch(path, T, 1);
  first.pulse(T + 1_000, 0);
  first.pulse(T + 9_000, 1);
  first.stop(T + 9_500);
  expect(readFileSync(path, "utf8")).toBe(String(T + 1_000));
});

it("takes a torn stamp for none", () => {
  writeFileSync(path, "17630000");
  const watch = createGuardWatch(path, T, 2);
  expect(minutes(watch)["not-running"]).toBe(0);
  watch.pulse(T, 0);
  watch.stop(T);
  expect(readFileSync(path, "utf8")).toBe(String(T));
});

it("counts this run and keeps nobody from guarding where its file cannot be opened", () => {
  mkdirSync(path);
  const watch = createGuardWatch(path, T, 2);
  watch.pulse(T + MINUTE, 0);
  watch.pulse(T + 2 * MINUTE, 0);
  expect(minutes(watch)).toEqual({ "not-running": 0, "not-reconciled": 2 });
  watch.stop(T + 2 * MINUTE);
});

it("takes a spread for guarded only while the books agree with both of its venues", () => {
  const { state } = heldSpread();
  expect(countUnguarded(state)).toBe(0);
  for (const venue of [HERE, OTHER]) {
    const { state: alone } = heldSpread();
    Object.assign(alone.venues.get(venue) ?? {}, { reconciled: false });
    expect(countUnguarded(alone)).toBe(1);
  }
  state.venues.delete(OTHER);
  expect(countUnguarded(state)).toBe(1);
  expect(countUnguarded({ ...heldSpread().state, phase: "reconciling" })).toBe(1);
});

it("does not count the pairs of a venue that agrees against one that does not", () => {
  const { state } = heldSpread();
  const third = { ...heldSpread().state.venues.get(HERE), reconciled: false };
  Object.assign(state, { venues: new Map([...state.venues, ["third", third]]) });
  expect(countUnguarded(state)).toBe(0);
});
