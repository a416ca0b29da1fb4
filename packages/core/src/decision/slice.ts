import type { Instrument } from "../market/instrument.ts";
import { leadingLeg } from "../position/leg.ts";
import type { Pair, Schedule } from "../position/pair.ts";
import { instrumentAt, leadingHeld, missing, orderMinimum, referencePrice } from "../position/situation.ts";
import type { RiskContext } from "../risk/context.ts";
import { type Amount, mantissaToFloat, toFloat, type WallTimeMs, ZERO } from "../units/index.ts";
import { MILLION } from "./volume.ts";

type Timed = { readonly startedAt: WallTimeMs; readonly sliceMs: number };

/** A part that is short of whole by less than this share counts as had: fees and steps take their crumbs. */
const CRUMBS = 20n;

/** How much of the target may have been worked by now: EXE-5 and EXE-10 as one pure question. */
export function released(schedule: Schedule, target: Amount, held: Amount, now: WallTimeMs): Amount {
  switch (schedule.kind) {
    case "whole":
      return target;
    case "iceberg":
      return share(target, partsHad(target, held, schedule.slices) + 1, schedule.slices);
    case "twap":
      return share(target, sliceOf(schedule, now) + 1, schedule.slices);
    case "vwap": {
      const ppm = schedule.untilPpm[Math.min(sliceOf(schedule, now), schedule.slices - 1)] ?? MILLION;
      return ((target * BigInt(ppm)) / BigInt(MILLION)) as Amount;
    }
  }
}

const sliceOf = ({ startedAt, sliceMs }: Timed, now: WallTimeMs): number =>
  Math.floor(Math.max(0, now - startedAt) / sliceMs);

const share = (target: Amount, parts: number, slices: number): Amount =>
  ((target * BigInt(Math.min(parts, slices))) / BigInt(slices)) as Amount;

function partsHad(target: Amount, held: Amount, slices: number): number {
  const part = target / BigInt(slices);
  return part === 0n ? slices : Number((held + part / CRUMBS) / part);
}

/** Base amount the next order of the leading leg may ask for now; what would be left too small for an order goes with it. */
export function workable(context: RiskContext, pair: Pair): Amount {
  const leg = leadingLeg(pair);
  const held = leadingHeld(pair);
  const open = released(pair.schedule, pair.target, held, context.wallNowMs) - held;
  if (open <= 0n) return ZERO;
  const rest = missing(pair);
  const instrument = instrumentAt(context.market, leg);
  const least = orderMinimum(instrument, referencePrice(context.market, leg.instrument), false);
  return rest - open < least ? rest : (open as Amount);
}

/** An entry in slices that is not done by then is finished as far as it got. */
export const isOverdue = ({ schedule }: Pair, now: WallTimeMs): boolean =>
  schedule.kind !== "whole" && now > schedule.startedAt + 2 * schedule.slices * schedule.sliceMs;

/**
 * How an entry is worked, by what it asks of the thinner side near its best price: whole where that is little, one part
 * behind the other where it is some, spread over time where it is much. No part is smaller than a leg may be.
 */
export function scheduleOf(notional: Amount, long: Instrument, short: Instrument, context: RiskContext): Schedule {
  const { sliceDepthPercentMax, icebergSlicesMax, slicesMax, sliceMs } = context.config.execution;
  const near = Math.min(nearQuote(context, long, "ask"), nearQuote(context, short, "bid"));
  const quote = toFloat(notional);
  const wanted = Math.ceil((quote * 100) / near / sliceDepthPercentMax);
  const most = Math.min(slicesMax, Math.floor(quote / context.config.size.legNotionalMin));
  const slices = Math.min(wanted, most);
  if (!(slices > 1)) return { kind: "whole" };
  const kind = slices <= icebergSlicesMax ? "iceberg" : "twap";
  return { kind, slices, sliceMs, startedAt: context.wallNowMs };
}

/** What stands near the best price on one side; where nobody has looked lately, what stands at the best price itself. */
function nearQuote({ market, config, wallNowMs }: RiskContext, instrument: Instrument, side: "bid" | "ask"): number {
  const { columns } = market;
  const { index, priceScale, quantityScale } = instrument;
  const [price, quantity, depth] =
    side === "ask"
      ? [columns.askPrice, columns.askQuantity, columns.askDepthQuote]
      : [columns.bidPrice, columns.bidQuantity, columns.bidDepthQuote];
  const top = mantissaToFloat(price[index] ?? 0, priceScale) * mantissaToFloat(quantity[index] ?? 0, quantityScale);
  const seen = wallNowMs - (columns.depthReceivedMs[index] ?? 0) <= config.execution.depthAgeMsMax;
  return seen ? (depth[index] ?? 0) : top;
}
