import type { SheetLineView, SheetVenueView, SheetView } from "@evenkeel/api/views";
import { alignColumns, minuteOf } from "../columns.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

function age(atMs: number | null, nowMs: number): string {
  if (atMs === null) return "never";
  const ms = Math.max(0, nowMs - atMs);
  const [value, unit] =
    ms < MINUTE_MS ? [ms / 1_000, "s"] : ms < HOUR_MS ? [ms / MINUTE_MS, "min"] : [ms / HOUR_MS, "h"];
  return `${minuteOf(atMs)}, ${Math.floor(value)} ${unit} old`;
}

/** To be read, and typed from, by somebody at three in the morning. */
export function describeSheet(view: SheetView): string {
  const { madeAtMs, source, booksAtMs, world, venues } = view;
  const from =
    source === "engine"
      ? `books of ${age(booksAtMs, madeAtMs)}`
      : `THE ENGINE DOES NOT ANSWER: from the database alone, ${age(booksAtMs, madeAtMs)}. Compare every number with the venue before you trade.`;
  return [
    `Flatten by hand${world === null ? "" : `: SIMULATION, ${world}`}`,
    `made ${minuteOf(madeAtMs)}; ${from}`,
    "If Evenkeel still runs, press Flatten there first and do by hand only what it cannot.",
    ...(venues.length === 0 ? ["", "No venue was ever used: there is nothing to do."] : []),
    ...venues.flatMap((venue) => ["", ...describeVenue(venue, madeAtMs)]),
  ].join("\n");
}

function describeVenue({ label, toldAtMs, lines, orders, balances, steps }: SheetVenueView, nowMs: number): string[] {
  const told =
    toldAtMs === null ? "the venue's own word is not known here" : `the venue's own word of ${age(toldAtMs, nowMs)}`;
  return [
    `${label} (${told})`,
    ...(lines.length + orders.length === 0
      ? []
      : [alignColumns([["  market", "", "held", "the venue told", "then stays", ""], ...lines.map(row)])]),
    ...orders.map(
      ({ symbol, clientOrderId, ours, side, quantity }) =>
        `  open order ${clientOrderId} at ${symbol}${side === null ? "" : ` ${side} ${quantity}`}${ours ? "" : ", not ours"}`,
    ),
    ...steps.map((step, at) => `  ${at + 1}. ${step}`),
    ...(balances.length === 0
      ? []
      : [
          `  in the wallets: ${balances.map(({ wallet, asset, amount }) => `${amount} ${asset} (${wallet})`).join(", ")}`,
        ]),
  ];
}

function row({ symbol, market, held, base, told, rest, pairId, naked }: SheetLineView): string[] {
  const marks = [pairId === null ? "not ours" : "", naked ? "naked" : ""].filter(Boolean).join(", ");
  return [`  ${symbol}`, market, `${held} ${base}`, told ?? "", rest, marks];
}
