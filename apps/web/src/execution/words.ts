import {
  type BinView,
  type ExecutedOrderView,
  type LegRiskFigures,
  type LegRiskView,
  venueLabel,
} from "@evenkeel/api/views";
import type { Hop } from "@evenkeel/core/order";
import { formatNumber, formatPercent, THIN } from "../format/number.ts";
import { formatUtcDate, formatUtcMinute } from "../format/time.ts";

/** One line of the leg-risk tables: everything, a venue, or a life of the engine. */
export type Scope = LegRiskFigures & { readonly name: string; readonly note: string | null };

export function scopesOf({ all, venues, runs }: LegRiskView): readonly Scope[] {
  return [
    { ...all, name: "Everything", note: null },
    ...venues.map((each) => ({ ...each, name: venueLabel(each.venue), note: null })),
    ...runs.map((each) => ({
      ...each,
      name: `run ${each.run}`,
      note: each.startedAtMs === null ? null : momentOf(each.startedAtMs),
    })),
  ];
}

/** "26 Nov 21:04". */
export const momentOf = (ms: number): string => `${formatUtcDate(ms).slice(0, -5)} ${formatUtcMinute(ms)}`;

/** From where to where a bin of the histogram goes: "0.1 to 0.25 s", "30 s and more". */
export function binName(bins: readonly BinView[], at: number, unit: string): string {
  const from = at === 0 ? null : (bins[at - 1]?.below ?? null);
  const to = bins[at]?.below ?? null;
  const size = (value: number): string =>
    value < 1 ? String(value) : formatNumber(value, Number.isInteger(value) ? 0 : 1);
  if (to === null) return from === null ? "any" : `${size(from)}${THIN}${unit} and more`;
  return from === null ? `below ${size(to)}${THIN}${unit}` : `${size(from)} to ${size(to)}${THIN}${unit}`;
}

export const HOP_WORDS: Readonly<Record<Hop, readonly [label: string, explained: string]>> = {
  decide: ["Decide", "From the event an order was decided on to its intent."],
  store: ["Store", "Until the intent is durable: nothing leaves before."],
  hand: ["Hand", "From there into the hands of the venue's gateway."],
  reply: ["Reply", "Until the venue has answered: signing, the way there and the way back."],
  fill: ["Fill", "From the answer to the first fill in the books. An order that rests in the book waits here."],
};

export const READY_WORDS = [
  "Decided to sent",
  "The first three doors together: all that is ours between the event and the venue's gateway.",
] as const;

export const isUnfilled = ({ filledQuantity }: ExecutedOrderView): boolean => Number(filledQuantity) === 0;

/** Three figures are enough: nobody compares hundredths beside seconds. */
export const formatMillis = (ms: number): string => formatNumber(ms, ms < 10 ? 2 : ms < 100 ? 1 : 0);

/** Milliseconds of one door; empty where there was no such way to go, null where nobody measured it. */
export function hopText(order: ExecutedOrderView, hop: Hop): string | null {
  const micros = order.hopMicros[hop];
  if (micros !== null) return formatMillis(micros / 1_000);
  return order.state === "abandoned" || (hop === "fill" && isUnfilled(order)) ? "" : null;
}

/** Intended, and not durable in time: such an order never left. */
export const stateText = ({ state, refusal }: ExecutedOrderView): string =>
  state === "abandoned" ? "never sent" : refusal === null ? state : `${state} ${refusal}`;

/** Who waited in the book. null: nobody told. */
export function makerText(order: ExecutedOrderView): string | null {
  if (isUnfilled(order)) return "unfilled";
  if (order.makerPercent === null) return null;
  if (order.makerPercent === 100) return "maker";
  return order.makerPercent === 0 ? "taker" : `${formatPercent(order.makerPercent, 0)} maker`;
}
