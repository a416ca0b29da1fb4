import type { Asset, ClientOrderId, InstrumentIndex, Nonce, TransferId, VenueId } from "../ids/index.ts";
import type { Instrument } from "../market/instrument.ts";
import type { HopMicros } from "../order/hops.ts";
import type { ComputeFailure, RiskNumbers } from "../risk/numbers.ts";
import type { Price, Quantity, Rate, VenueTimeMs, WallTimeMs } from "../units/index.ts";
import type { Command } from "./command.ts";
import type { Config } from "./config.ts";
import type { AlertEntry, AuditEntry, DurableState } from "./durable.ts";
import type {
  AccountObstacle,
  Balance,
  FeeAsset,
  Fill,
  Income,
  OpenOrder,
  OrderReport,
  SettledFunding,
  VenuePosition,
} from "./fill.ts";

/** Every event says when it happened at the venue and when this machine learned it. */
export type Stamped = { venueTimeMs: VenueTimeMs; receivedAtMs: WallTimeMs };

/**
 * The two hot events are mutable on purpose: an adapter owns one of each and refills it per frame, so that
 * a tick makes no object. Nobody keeps a reference past `step`.
 */
export type TopOfBook = Stamped & {
  readonly kind: "top";
  instrument: InstrumentIndex;
  bidPrice: Price;
  bidQuantity: Quantity;
  askPrice: Price;
  askQuantity: Quantity;
  /** The venue's book update id; must never go back. */
  updateId: number;
};

export type MarkUpdate = Stamped & {
  readonly kind: "mark";
  instrument: InstrumentIndex;
  markPrice: Price;
  indexPrice: Price;
  /** The venue's running estimate of the next settlement. */
  fundingRate: Rate;
  nextFundingAt: VenueTimeMs;
};

export type HotEvent = TopOfBook | MarkUpdate;

export type HourVolume = readonly [openMs: number, quote: number];

export type BookLevel = readonly [price: Price, quantity: Quantity];

export type ColdEvent = Stamped &
  (
    | {
        /** First event of every run. The nonce and the lease come from outside because `core` has no random. */
        readonly kind: "started";
        readonly nonce: Nonce;
        readonly leaseEpoch: number;
        /** Real money: nothing of size before a venue was drilled. */
        readonly live: boolean;
        /** What an installation begins with; from then on the journal's own counts. */
        readonly config: Config;
        readonly durable: DurableState;
      }
    | { readonly kind: "catalogue"; readonly venue: VenueId; readonly instruments: readonly Instrument[] }
    | {
        readonly kind: "funding-terms";
        readonly instrument: InstrumentIndex;
        readonly intervalHours: number;
        readonly cap: Rate;
        readonly floor: Rate;
      }
    | {
        readonly kind: "funding-history";
        readonly instrument: InstrumentIndex;
        readonly settled: readonly SettledFunding[];
      }
    | {
        readonly kind: "statistics";
        readonly instrument: InstrumentIndex;
        readonly volumeQuote24h: number;
        readonly openInterestQuote: number | null;
      }
    | {
        readonly kind: "depth";
        readonly instrument: InstrumentIndex;
        readonly bids: readonly BookLevel[];
        readonly asks: readonly BookLevel[];
      }
    | {
        /** Quote traded in finished hours, oldest first. */
        readonly kind: "hourly-volume";
        readonly instrument: InstrumentIndex;
        readonly hours: readonly HourVolume[];
      }
    | {
        /** What a venue's spot market bids and asks, in USDT, for a coin that is meant to be worth one dollar. */
        readonly kind: "dollar-quote";
        readonly venue: VenueId;
        readonly coin: Asset;
        readonly bid: number;
        readonly ask: number;
      }
    | {
        readonly kind: "stream";
        readonly venue: VenueId;
        readonly stream: string;
        readonly state: "up" | "down" | "gap";
      }
    | {
        readonly kind: "malformed-frame";
        readonly venue: VenueId;
        readonly instrument: InstrumentIndex | null;
        readonly reason: string;
      }
    | {
        readonly kind: "clock-offset";
        readonly venue: VenueId;
        readonly offsetMs: number;
        /** How long the venue took to answer the newest question for its time. */
        readonly roundTripMs: number;
      }
    | {
        /** Told when a family of calls passes the warning or is on its way beyond the part that is not kept, and when the venue wants to be left alone. */
        readonly kind: "rate-budget";
        readonly venue: VenueId;
        readonly family: string;
        readonly usedPercent: number;
        /** What the running window comes to at the pace of its last two stretches; 0 where that is not known. */
        readonly foreseenPercent: number;
        /** How long nothing of this family may go out; 0 when it may. */
        readonly blockedMs: number;
      }
    | {
        /** REST truth about one account. Fills and income are everything since the asked checkpoint, oldest first. */
        readonly kind: "account";
        readonly venue: VenueId;
        readonly requestId: number;
        readonly balances: readonly Balance[];
        readonly positions: readonly VenuePosition[];
        readonly openOrders: readonly OpenOrder[];
        readonly fills: readonly Fill[];
        readonly income: readonly Income[];
        readonly permissions: "trade" | "read-only" | "may-move-funds-out";
        readonly positionMode: "one-way" | "hedge";
        /** What stands behind a position: its own currency, everything the account owns, or the one wallet there is. */
        readonly collateral: "single-asset" | "multi-assets" | "unified";
        /** Coins that fees are paid in at a discount, while that is switched on, by the wallet they are taken from. */
        readonly feeAssets: readonly FeeAsset[];
        /** Coins the venue moves into its savings by itself, as far as it says. */
        readonly autoEarn: readonly Asset[];
        readonly obstacles: readonly AccountObstacle[];
      }
    | {
        readonly kind: "account-failed";
        readonly venue: VenueId;
        readonly requestId: number;
        readonly failure: VenueFailure;
      }
    /** Private stream hints: never the only witness of anything. */
    | { readonly kind: "fill"; readonly fill: Fill }
    | { readonly kind: "order-report"; readonly venue: VenueId; readonly report: OrderReport }
    /** `checkedAt`: the time, taken before the commit was asked for, at which the lease was still ours. */
    | { readonly kind: "persisted"; readonly sequence: number; readonly checkedAt: WallTimeMs }
    | { readonly kind: "persist-failed"; readonly sequence: number; readonly reason: string }
    | {
        readonly kind: "acknowledged";
        readonly clientOrderId: ClientOrderId;
        readonly report: OrderReport;
        /** The fills the reply itself names (Binance spot FULL); empty where a venue's reply names none. */
        readonly fills: readonly Fill[];
      }
    | { readonly kind: "refused"; readonly clientOrderId: ClientOrderId; readonly failure: VenueFailure }
    | { readonly kind: "unknown"; readonly clientOrderId: ClientOrderId; readonly failure: VenueFailure }
    | {
        /** Answer to a query by client order id: the report and all its fills so far, or proof of nothing. */
        readonly kind: "order-found";
        readonly clientOrderId: ClientOrderId;
        readonly report: OrderReport;
        readonly fills: readonly Fill[];
      }
    | { readonly kind: "order-not-found"; readonly clientOrderId: ClientOrderId }
    | { readonly kind: "order-query-failed"; readonly clientOrderId: ClientOrderId; readonly failure: VenueFailure }
    /** The venue took the cancel; what the order ends with is asked for. */
    | { readonly kind: "order-cancelled"; readonly clientOrderId: ClientOrderId }
    /** Nothing to cancel under this name: it has ended, or never came, or is not there yet. */
    | { readonly kind: "cancel-not-found"; readonly clientOrderId: ClientOrderId }
    /** Refused, or the reply was lost. */
    | { readonly kind: "cancel-failed"; readonly clientOrderId: ClientOrderId; readonly failure: VenueFailure }
    /** The venue took it. What it did to the balances only the venue's own rows say. */
    | { readonly kind: "transferred"; readonly venue: VenueId; readonly id: TransferId }
    | {
        readonly kind: "transfer-refused" | "transfer-unknown";
        readonly venue: VenueId;
        readonly id: TransferId;
        readonly failure: VenueFailure;
      }
    | { readonly kind: "leg-prepared"; readonly instrument: InstrumentIndex; readonly leverage: number }
    | { readonly kind: "leg-not-prepared"; readonly instrument: InstrumentIndex; readonly failure: VenueFailure }
    | { readonly kind: "open-orders-cancelled"; readonly instrument: InstrumentIndex }
    /** A read or a cancel that did not come through; whoever still needs it asks again. */
    | {
        readonly kind: "effect-failed";
        readonly effect: "cancel-open-orders" | "read-depth" | "read-volume";
        readonly instrument: InstrumentIndex;
        readonly failure: VenueFailure;
      }
    | { readonly kind: "command"; readonly command: Command }
    | {
        /**
         * Happened beside the flow and decides nothing in it, but belongs into the same chain: a venue key, a user, a
         * setting of the house. Never holds a secret.
         */
        readonly kind: "noted";
        readonly audit: AuditEntry;
        readonly alert: AlertEntry | null;
      }
    /** How long an order's way was, told once it is over. Decides nothing. */
    | { readonly kind: "order-measured"; readonly clientOrderId: ClientOrderId; readonly hops: HopMicros }
    /** A worker's answer, stamped with the portfolio version it read; dropped when that has moved on. */
    | { readonly kind: "risk-numbers"; readonly numbers: RiskNumbers }
    | { readonly kind: "risk-numbers-failed"; readonly why: ComputeFailure }
    /** The pulse of time: time-outs, polls and schedules hang on it. */
    | { readonly kind: "pulse" }
  );

export type EngineEvent = HotEvent | ColdEvent;

/**
 * Connectivity leaves the outcome open, a refusal closes it. `code` is the venue's own numeric code as text
 * (never a client library's class), or a transport code such as `timeout`.
 */
export type VenueFailure = {
  readonly kind: "connectivity" | "refusal" | "rate-limited" | "authentication" | "clock";
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs: number | null;
};
