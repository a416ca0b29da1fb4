import type {
  ColdEvent,
  DurableBatch,
  DurableState,
  Effect,
  EngineEvent,
  HotEvent,
  VenueFailure,
} from "../events/index.ts";
import type { InstrumentIndex, VenueId } from "../ids/index.ts";
import type { Instrument } from "../market/instrument.ts";
import type { Side } from "../order/intent.ts";
import type { ComputeFailure, RiskNumbers, RiskQuestion } from "../risk/numbers.ts";
import type { Price, Quantity, Result, VenueTimeMs, WallTimeMs } from "../units/index.ts";

export type VenueEffect = Exclude<Effect, { kind: "persist" }>;

/** Hands an event to the loop. Hot events are reused by their adapter: read them before returning. */
export type EventSink = (event: EngineEvent) => void;

/**
 * A trade of anybody's. Refilled by its adapter like the hot events. It never enters `step`: nothing is decided by it,
 * it is only kept.
 */
export type PublicTrade = {
  instrument: InstrumentIndex;
  venueTimeMs: VenueTimeMs;
  /** Rises with every trade of a market. */
  tradeId: number;
  price: Price;
  quantity: Quantity;
  takerSide: Side;
};

/** Where public trades go, for adapters that are asked for them. */
export type TradePort = {
  readonly trade: (trade: PublicTrade) => void;
  readonly malformed: (reason: string) => void;
};

/** Wall time of the machine. Only adapters hold one. */
export type Clock = { readonly nowMs: () => WallTimeMs };

/**
 * Gives an instrument its dense index, the same in every run of an installation: the adapter's catalogue is
 * matched by (venue, kind, symbol) against what the journal already knows.
 */
export type InstrumentDirectory = {
  readonly indexOf: (venue: VenueId, kind: Instrument["kind"], symbol: string) => InstrumentIndex;
};

/** What a venue tells without being asked: tops, marks, fills, stream states. Resyncs itself after every gap. */
export type MarketFeed = {
  /** Loads the catalogue, funding terms and history, statistics, then streams until `stop`. */
  readonly start: (sink: EventSink) => Promise<Result<void, VenueFailure>>;
  readonly stop: () => Promise<void>;
};

/** One attempt, no retry, no ordering, no policy. Always resolves with the event that tells the outcome. */
export type OrderGateway = {
  readonly venue: VenueId;
  readonly perform: (effect: VenueEffect) => Promise<ColdEvent>;
};

/** Used weight and clock of one API family, for views and gates. */
export type FamilyHealth = {
  readonly family: string;
  readonly state: "up" | "degraded" | "down";
  readonly messagesPerSecond: number;
  readonly weightPercent: number;
  readonly lastError: string | null;
};

/** One market's hours, oldest first, each column as long: quote per base unit, as floats. */
export type HourlyPrices = {
  readonly openMs: Float64Array;
  readonly close: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
};

/** What a market was an hour at a time, asked of the venue; finished hours only. `mark` exists on perpetuals. */
export type PriceHistory = {
  readonly readHours: (
    instrument: InstrumentIndex,
    series: "trade" | "mark",
    fromMs: VenueTimeMs,
    hours: number,
  ) => Promise<Result<HourlyPrices, VenueFailure>>;
};

/** Heavy sums beside the loop, on a copy made at dispatch. Answers with the version it read; never rejects. */
export type Compute = {
  readonly threads: number;
  readonly assess: (question: RiskQuestion) => Promise<Result<RiskNumbers, ComputeFailure>>;
  readonly close: () => Promise<void>;
};

export type VenueAdapter = {
  readonly venue: VenueId;
  readonly feed: MarketFeed;
  readonly gateway: OrderGateway;
  /** `null` where nothing of the past can be asked. */
  readonly history: PriceHistory | null;
  readonly health: () => { readonly families: readonly FamilyHealth[]; readonly clockOffsetMs: number | null };
};

/** The durable truth. `commit` is one transaction, whatever the number of batches, and is called in sequence order. */
export type Journal = {
  readonly load: () => Promise<DurableState>;
  readonly commit: (...batches: readonly DurableBatch[]) => Promise<void>;
};

export type * from "./execution.ts";
export type { ColdEvent, HotEvent };
