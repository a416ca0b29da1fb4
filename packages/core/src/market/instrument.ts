import type { Wallet } from "../events/fill.ts";
import type { Asset, InstrumentIndex, VenueId } from "../ids/index.ts";
import type { Amount, Price, Quantity, VenueTimeMs } from "../units/index.ts";

export type InstrumentKind = "spot" | "perpetual";
/** `gone`: the venue's newest catalogue does not have it. */
export type InstrumentStatus = "trading" | "settling" | "delisting" | "halted" | "gone";

/**
 * What one market allows, in base units: contract multipliers (1000PEPE) are resolved at the edge.
 * `priceScale` and `quantityScale` are the decimal digits of this market's mantissas.
 */
export type Instrument = {
  readonly index: InstrumentIndex;
  readonly venue: VenueId;
  readonly kind: InstrumentKind;
  /** Where its trades settle: one unified wallet, or one for spot and one for futures. */
  readonly wallet: Wallet;
  /** The venue's own name, for people and logs; rules never read it. */
  readonly symbol: string;
  readonly base: Asset;
  readonly quote: Asset;
  readonly settle: Asset;
  readonly priceScale: number;
  readonly quantityScale: number;
  readonly tickSize: Price;
  readonly stepSize: Quantity;
  readonly quantityMin: Quantity;
  readonly quantityMax: Quantity;
  readonly marketQuantityMax: Quantity;
  readonly notionalMin: Amount;
  /** Limit prices must lie within [mark × down, mark × up]; the venue's PERCENT_PRICE. */
  readonly priceBandUp: number;
  readonly priceBandDown: number;
  readonly takerFeeBps: number;
  readonly makerFeeBps: number;
  readonly leverageMax: number;
  readonly maintenanceMarginBps: number;
  readonly listedAt: VenueTimeMs;
  readonly status: InstrumentStatus;
  /** Tokenised stocks and commodities hedge badly outside their own hours. */
  readonly underlying: "crypto" | "other";
};
