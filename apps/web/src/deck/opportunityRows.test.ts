import { createFakeOverview } from "@evenkeel/api/testing";
import { expect, test } from "vitest";
import { arrangeRows, countTaken, DEFAULT_SORT } from "./opportunityRows.ts";

const rows = createFakeOverview({ scene: "running", rows: 120, startMs: 0 }).view(0).opportunities;
const base = { sort: DEFAULT_SORT, view: "all", filter: "" } as const;

test("what it is doing comes first, then net, the unknown last", () => {
  const arranged = arrangeRows(rows, base);
  const stances = arranged.map((row) => row.stance);
  expect(stances.slice(0, 3)).toEqual(["entering", "queued", "clear"]);
  expect(stances.at(-1)).toBe("quarantined");
  const nets = arranged.filter((row) => row.stance === "rejected").map((row) => row.netBps ?? Number.NaN);
  expect(nets).toEqual(nets.toSorted((a, b) => b - a));
});

test.each([true, false])("unknown numbers are last, descending %s", (descending) => {
  const arranged = arrangeRows(rows, { ...base, sort: { key: "basis", descending } });
  const unknowns = rows.filter((row) => row.basisBps === null).length;
  expect(unknowns).toBeGreaterThan(0);
  expect(arranged.slice(-unknowns).every((row) => row.basisBps === null)).toBe(true);
});

test.each([
  ["sol", ["SOL"]],
  ["entering", ["INJ"]],
  ["sol binance", ["SOL"]],
  ["sol bybit", []],
  ["nothing like this", []],
])("the filter %j finds %j", (filter, symbols) => {
  expect(arrangeRows(rows, { ...base, filter }).map((row) => row.symbol)).toEqual(symbols);
});

test("what is taken is pinned to the top, and counted, in the table's own order only", () => {
  const own = arrangeRows(rows, base);
  const taken = countTaken(own, base.sort);
  expect(taken).toBeGreaterThan(0);
  const isTaken = (row: (typeof rows)[number]): boolean => row.stance !== "rejected" && row.stance !== "quarantined";
  expect(own.slice(0, taken).every(isTaken)).toBe(true);
  expect(own.slice(taken).some(isTaken)).toBe(false);
  expect(countTaken(own, { key: "basis", descending: true })).toBe(0);
});

test("the filter finds a verdict by its word, and views split the rows without loss", () => {
  expect(arrangeRows(rows, { ...base, filter: "depth" }).every((row) => row.reasons[0]?.code === "depth")).toBe(true);
  const parts = (["taken", "rejected", "quarantined"] as const).map(
    (view) => arrangeRows(rows, { ...base, view }).length,
  );
  expect(parts.reduce((a, b) => a + b)).toBe(rows.length);
});
