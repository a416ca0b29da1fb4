import type { Asset, ClientOrderId, InstrumentIndex, VenueId } from "../ids/index.ts";
import type { Side } from "../order/intent.ts";
import type { Amount, Price, Quantity, Rate, VenueTimeMs } from "../units/index.ts";

/** The wallets of one account at a venue; money never moves between them without a booked transfer. */
export type Wallet = "spot" | "futures" | "unified";

/** Who caused a trade: the venue by itself, an order whose name is none of ours, or one that is ours or was not named. */
export type FillOrigin = "order" | "stranger" | "deleveraging" | "liquidation" | "settlement";

export type Fill = {
  readonly venue: VenueId;
  readonly instrument: InstrumentIndex;
  /** Unique per instrument at the venue: a fill is applied once by this id. */
  readonly tradeId: string;
  readonly clientOrderId: ClientOrderId | null;
  readonly origin: FillOrigin;
  readonly venueOrderId: string;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  /** Exact quote amount as the venue reports it. */
  readonly quote: Amount;
  readonly fee: Amount;
  readonly feeAsset: Asset;
  readonly realisedProfit: Amount;
  readonly maker: boolean;
  readonly venueTimeMs: VenueTimeMs;
};

/** A row of the venue's own income statement; the only source of booked funding. */
export type Income = {
  readonly venue: VenueId;
  readonly incomeId: string;
  readonly kind: "funding" | "transfer" | "insurance" | "other";
  readonly instrument: InstrumentIndex | null;
  readonly wallet: Wallet;
  readonly asset: Asset;
  readonly amount: Amount;
  readonly venueTimeMs: VenueTimeMs;
};

export type SettledFunding = { readonly venueTimeMs: VenueTimeMs; readonly rate: Rate };

export type Balance = { readonly wallet: Wallet; readonly asset: Asset; readonly total: Amount; readonly free: Amount };

export type VenuePosition = {
  readonly instrument: InstrumentIndex;
  /** Base units; negative is short. */
  readonly quantity: Quantity;
  readonly entryPrice: Price;
  readonly liquidationPrice: Price | null;
  /** `null` where the venue does not tell it with the position. */
  readonly markPrice: Price | null;
  readonly marginIsolated: boolean;
  readonly leverage: number;
};

export type FeeAsset = { readonly wallet: Wallet; readonly asset: Asset };

/** What the venue answers about one order. */
export type OrderReport = {
  readonly clientOrderId: ClientOrderId;
  readonly venueOrderId: string;
  readonly status: "open" | "filled" | "ended" | "rejected";
  readonly executedQuantity: Quantity;
};

/** Resting orders found on the account, ours or anybody's. */
export type OpenOrder = {
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly instrument: InstrumentIndex;
};

/**
 * What about an account itself forbids new risk, beside its key and its position mode. `borrowed`: it went into debt by
 * itself, as a unified account may. `account-mode`: it is of another kind, or its margin in another mode, than ours.
 */
export type AccountObstacle = { readonly code: "borrowed" | "account-mode"; readonly text: string };
