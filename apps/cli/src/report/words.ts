import type { DistributionView, ExecutedOrderView, Known, LegRiskFigures, LegRiskView } from "@evenkeel/api/views";
import { HOPS } from "@evenkeel/core/order";
import { alignColumns, minuteOf } from "../columns.ts";

/** Unknown is a question mark, and what has not happened is said to be nothing; neither is ever a zero. */
const orWhy = (told: Known<unknown>): string =>
  told.value !== null ? "" : "why" in told && told.why === "nothing-yet" ? "none" : "?";

const spread = (told: Known<DistributionView>, decimals: number): string[] => {
  if (told.value === null) return [orWhy(told), "", "", ""];
  const { p50, p95, p99, max } = told.value;
  return [p50, p95, p99, max].map((value) => value.toFixed(decimals));
};

type Named = readonly [name: string, figures: LegRiskFigures];

const namesOf = ({ all, venues, runs }: LegRiskView): readonly Named[] => [
  ["all", all],
  ...venues.map((each): Named => [each.venue, each]),
  ...runs.map((each): Named => [runName(each.run, each.startedAtMs), each]),
];

const runName = (run: number, startedAtMs: number | null): string =>
  startedAtMs === null ? `run ${run}` : `run ${run}, ${minuteOf(startedAtMs)}`;

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return ["", title, alignColumns([["  ", ...head], ...rows.map(([name = "", ...cells]) => [`  ${name}`, ...cells])])];
}

const SPREAD_HEAD = ["p50", "p95", "p99", "max"] as const;

/** One table for each question, and in each a line for everything, for each venue and for each run. */
export function describeLegRisk(view: LegRiskView): string {
  const named = namesOf(view);
  const lines = (cells: (figures: LegRiskFigures) => readonly string[]): (readonly string[])[] =>
    named.map(([name, figures]) => [name, ...cells(figures)]);
  return [
    `Leg risk since ${minuteOf(view.sinceMs)}`,
    ...table(
      "Seconds a leg stood without its counterpart",
      ["times", "now", ...SPREAD_HEAD],
      lines((of) => [String(of.windows), String(of.openWindows), ...spread(of.seconds, 3)]),
    ),
    ...table(
      "What stood alone, in quote; all of it added up as quote times seconds",
      [...SPREAD_HEAD, "added up"],
      lines((of) => [...spread(of.notional, 2), of.windows === 0 ? "none" : of.notionalSeconds.toFixed(0)]),
    ),
    ...table(
      "Slippage against the middle at the decision, in bp, a loss positive",
      ["filled", "of", "mean", ...SPREAD_HEAD, "unknown"],
      lines((of) => [
        String(of.filled),
        String(of.orders),
        of.slippageBps.value === null ? orWhy(of.slippageBps) : of.slippageBps.value.mean.toFixed(2),
        ...spread(of.slippageBps, 2),
        String(of.slippageUnknown),
      ]),
    ),
    ...table(
      "Makers, and what round trips cost against what was expected, in bp of notional",
      ["maker %", "pairs", "expected", "came", "unknown"],
      lines((of) => [
        of.makerPercent.value === null ? orWhy(of.makerPercent) : of.makerPercent.value.toFixed(1),
        ...(of.cost.value === null
          ? [orWhy(of.cost), "", ""]
          : [String(of.cost.value.pairs), of.cost.value.estimatedBps.toFixed(1), of.cost.value.realisedBps.toFixed(1)]),
        String(of.costUnknown),
      ]),
    ),
    ...table(
      "Milliseconds from door to door, of all",
      [...SPREAD_HEAD],
      [
        ...HOPS.map((hop) => [hop, ...spread(view.all.hopMs[hop], 3)]),
        ["decide to hand", ...spread(view.all.readyMs, 3)],
      ],
    ),
  ].join("\n");
}

const millis = (micros: number | null): string => (micros === null ? "?" : (micros / 1_000).toFixed(1));

export function describeOrders(orders: readonly ExecutedOrderView[]): string {
  if (orders.length === 0) return "No order was decided in this time.";
  return alignColumns([
    ["decided", "order", "route", "state", "filled", "slippage bp", ...HOPS.map((hop) => `${hop} ms`)],
    ...orders.map((order) => [
      new Date(order.createdAtMs).toISOString().replace("T", " ").slice(0, 23),
      order.clientOrderId,
      `${order.venue} ${order.symbol} ${order.kind} ${order.side} ${order.style} ${order.purpose}`,
      order.refusal === null ? order.state : `${order.state} ${order.refusal}`,
      `${order.filledQuantity} / ${order.quantity}`,
      order.slippageBps === null ? (order.filledQuantity === "0" ? "" : "?") : order.slippageBps.toFixed(2),
      ...HOPS.map((hop) => (hop === "fill" && order.filledQuantity === "0" ? "" : millis(order.hopMicros[hop]))),
    ]),
  ]);
}
