import { describe, expect, it } from "vitest";
import { draftOf } from "../test/world.ts";
import { type Amount, type Quantity, wallTime } from "../units/index.ts";
import type { Order, OrderState } from "./intent.ts";
import { isLive, isTerminal, nextOrderState, ORDER_TRANSITIONS, type OrderHappening } from "./machine.ts";
import { applyReport, doneHappening, openQuantity } from "./report.ts";

const HAPPENINGS = [
  "stored",
  "not-stored",
  "withheld",
  "reply-open",
  "reply-done-whole",
  "reply-done-part",
  "reply-done-owing",
  "refused",
  "reply-lost",
  "asked-back",
  "not-known",
  "recovered",
  "proven-absent",
  "given-up",
] as const satisfies readonly OrderHappening[];

/** Every cell, in the order above; a dot is an ignored happening. */
const CELLS: { readonly [State in OrderState]: string } = {
  intended: "sending abandoned abandoned . . . . . . . . unknown . .",
  sending: ". . . acknowledged filled expired settling rejected unknown . . unknown . .",
  acknowledged: ". . . acknowledged filled expired settling rejected . cancelling unknown unknown . .",
  cancelling: ". . . cancelling filled expired settling rejected . cancelling unknown unknown . .",
  settling: ". . . . filled expired settling . . . . unknown . expired",
  unknown: ". . . acknowledged filled expired settling rejected . unknown unknown unknown absent absent",
  filled: ". . . . . . . . . . . . . .",
  expired: ". . . . filled . settling . . . . . . .",
  rejected: ". . . unknown filled expired settling . . . . . . .",
  absent: ". . . unknown filled expired settling . . . . . . .",
  abandoned: ". . . . . . . . . . . . . .",
};

describe("the order table", () => {
  const rows = Object.entries(CELLS).flatMap(([state, cells]) =>
    cells.split(" ").map((to, n) => [state as OrderState, HAPPENINGS[n] ?? "stored", to === "." ? null : to] as const),
  );
  it.each(rows)("%s, %s: %s", (state, happening, to) => {
    expect(nextOrderState(state, happening)).toBe(to);
  });
  it("has a row for every state and a column for every happening", () => {
    expect(Object.keys(CELLS).sort()).toEqual(Object.keys(ORDER_TRANSITIONS).sort());
    expect(rows).toHaveLength(11 * 14);
    const known = new Set<string>(HAPPENINGS);
    for (const row of Object.values(ORDER_TRANSITIONS))
      for (const happening of Object.keys(row)) expect(known).toContain(happening);
  });

  const cells = rows.flatMap(([state, happening, to]) => (to === null ? [] : [{ state, happening, to }]));
  it("lets nothing that was sent end without the venue's word, or a person's who took it", () => {
    const sent = new Set<OrderState>(["sending", "acknowledged", "cancelling", "settling", "unknown"]);
    const ends = cells.filter(({ state, to }) => sent.has(state) && isTerminal(to as OrderState));
    expect([...new Set(ends.map(({ happening }) => happening))].sort()).toEqual([
      "given-up",
      "proven-absent",
      "refused",
      "reply-done-part",
      "reply-done-whole",
    ]);
  });
  it("never sends twice: only a stored intent is sent, and nothing leads back to one", () => {
    expect(cells.filter(({ to }) => to === "sending")).toEqual([
      { state: "intended", happening: "stored", to: "sending" },
    ]);
    expect(cells.filter(({ to }) => to === "intended")).toEqual([]);
  });
  it("calls a lost reply unknown, and takes absence only for what is unknown", () => {
    expect(cells.filter(({ happening }) => happening === "reply-lost")).toEqual([
      { state: "sending", happening: "reply-lost", to: "unknown" },
    ]);
    expect(cells.filter(({ happening }) => happening === "proven-absent")).toEqual([
      { state: "unknown", happening: "proven-absent", to: "absent" },
    ]);
  });
  it("takes no cancel for an end: only the venue's word about the order itself ends it", () => {
    const cells = Object.values(ORDER_TRANSITIONS).flatMap((row) => [row["asked-back"], row["not-known"]]);
    expect(cells.filter((to) => to !== undefined && isTerminal(to))).toEqual([]);
    expect(nextOrderState("cancelling", "reply-open")).toBe("cancelling");
  });
  it("splits every state into live and terminal", () => {
    const terminal = (Object.keys(CELLS) as OrderState[]).filter(isTerminal);
    expect(terminal.sort()).toEqual(["abandoned", "absent", "expired", "filled", "rejected"]);
    for (const state of Object.keys(CELLS) as OrderState[]) expect(isLive(state)).toBe(!isTerminal(state));
  });
});

function orderOf(filled: number, reported: number): Order {
  const approval = { rules: "entry" as const, intentHash: "", limitsVersion: 1, sequence: 1 };
  return {
    intent: { ...draftOf({ quantity: 100 as Quantity }), approval },
    state: "sending",
    filledQuantity: filled as Quantity,
    filledQuote: 0n as Amount,
    reportedQuantity: reported as Quantity,
    venueOrderId: null,
    sentAt: null,
    stateSince: wallTime(0),
    absentPolls: 0,
    refusal: null,
  };
}

describe("a report", () => {
  const clientOrderId = orderOf(0, 0).intent.clientOrderId;
  it.each<
    [string, filled: number, reported: number, status: "open" | "filled" | "ended", executed: number, OrderHappening]
  >([
    ["still working", 0, 0, "open", 0, "reply-open"],
    ["done, every fill booked", 100, 100, "filled", 100, "reply-done-whole"],
    ["done, in part", 40, 40, "ended", 40, "reply-done-part"],
    ["done, with nothing", 0, 0, "ended", 0, "reply-done-part"],
    ["done, fills still owed", 40, 40, "filled", 100, "reply-done-owing"],
    ["older than what we know: executed never goes back", 100, 100, "ended", 40, "reply-done-whole"],
    ["done short of a report before it: still owed", 40, 100, "ended", 40, "reply-done-owing"],
  ])("%s", (_, filled, reported, status, executed, happening) => {
    const order = orderOf(filled, reported);
    const report = { clientOrderId, venueOrderId: "7", status, executedQuantity: executed as Quantity };
    expect(applyReport(order, report)).toBe(happening);
    expect(order.reportedQuantity).toBe(Math.max(reported, executed));
    expect(order.venueOrderId).toBe("7");
  });
  it("leaves the reserve of an unknown order at what may still execute", () => {
    expect(openQuantity(orderOf(30, 30))).toBe(70);
    expect(doneHappening(orderOf(30, 30))).toBe("reply-done-part");
  });
});
