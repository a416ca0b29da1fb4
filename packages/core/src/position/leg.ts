import type { Fill } from "../events/index.ts";
import type { Instrument } from "../market/instrument.ts";
import type { Quantity } from "../units/index.ts";
import { type Amount, quantityAmount, ZERO } from "../units/index.ts";
import type { Leg, Pair } from "./pair.ts";

export function createLeg({ index, venue, kind }: Pick<Instrument, "index" | "venue" | "kind">): Leg {
  return {
    instrument: index,
    venue,
    kind,
    held: ZERO,
    boughtQuantity: 0 as Quantity,
    boughtQuote: ZERO,
    soldQuantity: 0 as Quantity,
    soldQuote: ZERO,
    attempts: 0,
    misses: 0,
  };
}

/** What a fill does to the base amount held: its quantity, less a fee the venue took in the base asset itself. */
export function heldChange(fill: Fill, instrument: Instrument): Amount {
  const quantity = quantityAmount(fill.quantity, instrument.quantityScale);
  const signed = fill.side === "buy" ? quantity : (-quantity as Amount);
  const feeInBase = instrument.kind === "spot" && fill.feeAsset === instrument.base ? fill.fee : ZERO;
  return (signed - feeInBase) as Amount;
}

export function applyFillToLeg(leg: Leg, fill: Fill, instrument: Instrument): void {
  leg.held = (leg.held + heldChange(fill, instrument)) as Amount;
  if (fill.side === "buy") {
    leg.boughtQuantity = (leg.boughtQuantity + fill.quantity) as Quantity;
    leg.boughtQuote = (leg.boughtQuote + fill.quote) as Amount;
  } else {
    leg.soldQuantity = (leg.soldQuantity + fill.quantity) as Quantity;
    leg.soldQuote = (leg.soldQuote + fill.quote) as Amount;
  }
}

export const leadingLeg = ({ leading, long, short }: Pair): Leg => (leading === "long" ? long : short);
/** The leg that only ever follows. */
export const otherLeg = ({ leading, long, short }: Pair): Leg => (leading === "long" ? short : long);

/** The legs a venue keeps as positions: margined, funded, and liquidated. */
export const perpetualLegs = (pair: Pair): Leg[] => [pair.long, pair.short].filter(({ kind }) => kind === "perpetual");

/** A perpetual against a perpetual of another venue. */
export const isSpread = ({ long }: Pair): boolean => long.kind === "perpetual";

/** Base amount without a counterpart; positive is too long. */
export const imbalance = (pair: Pair): Amount => (pair.long.held + pair.short.held) as Amount;

/** The part of both legs that hedges each other. */
export function hedgedAmount(pair: Pair): Amount {
  const short = -pair.short.held as Amount;
  const long = pair.long.held;
  if (long <= 0n || short <= 0n) return ZERO;
  return long < short ? long : short;
}
