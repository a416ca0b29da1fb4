import type { AmountText } from "./common.ts";
import type { TicksView } from "./market.ts";

export type EngineMode = "SIMULATION" | "PAPER" | "LIVE";

export type EngineState = "starting" | "reconciling" | "running" | "frozen" | "reducing" | "flattening" | "halted";

export type KillLevel = "run" | "freeze" | "reduce" | "flatten";

export type EngineStatusView = {
  readonly mode: EngineMode;
  /** The simulated world ("demo"); null outside simulation. */
  readonly world: string | null;
  readonly seed: string | null;
  /** Venue seconds per wall second; 1 outside simulation. */
  readonly speed: number;
  readonly venueTimeMs: number;
  readonly wallTimeMs: number;
  readonly startedAtMs: number;
  readonly state: EngineState;
  readonly killLevel: KillLevel;
  /** One sentence: what it is doing and why ("Holding 3 pairs, nothing else clears 15 % a year"). */
  readonly headline: string;
  /** Stable code and sentence of what stops it, with what to do; null while nothing does. */
  readonly stopped: { readonly code: string; readonly text: string; readonly remedy: string } | null;
  readonly flatProof: FlatProofView;
};

/** Flat is only said when the venues say so. */
export type FlatProofView = {
  readonly kind: "none" | "not-flat" | "flat";
  readonly text: string;
  readonly provenAtMs: number | null;
  /** FLATTEN has had its thirty seconds and is not proven: HALTED, NOT FLAT. It is tried on. */
  readonly overdue: boolean;
  /** While REDUCE or FLATTEN goes on: what each venue still holds, by our books and its own word. */
  readonly left: readonly VenueLeftView[];
};

export type VenueLeftView = {
  readonly venue: string;
  readonly label: string;
  /** Whether it has told its side since the level was set; what is listed is else older. */
  readonly told: boolean;
  readonly readAtMs: number | null;
  readonly items: readonly LeftView[];
};

export type LeftView = {
  readonly kind: "leg" | "position" | "order";
  /** "10 AAA long in AAA/USDT". */
  readonly text: string;
  readonly pairId: string | null;
  readonly symbol: string;
  /** Base amount, signed; null of an order. */
  readonly held: AmountText | null;
  /** The part that nothing hedges any more; null when it is hedged. */
  readonly naked: AmountText | null;
};

export type PairCapacityView = {
  readonly pairsHeld: number;
  readonly pairsMax: number;
  /** Share of equity in pairs, percent; null while equity is unknown. */
  readonly equityUsedPercent: number | null;
};

export type CountsView = {
  readonly watched: number;
  readonly clearing: number;
  readonly quarantined: number;
};

export type FooterView = {
  readonly decisionMicrosP50: number | null;
  readonly decisionMicrosP99: number | null;
  readonly commitMsP99: number | null;
  readonly sequence: number;
  /** null: not verified yet. */
  readonly auditChained: boolean | null;
  readonly ticks: TicksView;
};

export type VenueHealthView = {
  /** Stable key: venue and API family ("binance/futures"). */
  readonly id: string;
  readonly venue: string;
  /** The venue and what of it this is. */
  readonly label: string;
  readonly state: "up" | "degraded" | "down";
  readonly messagesPerSecond: number | null;
  readonly weightPercent: number | null;
  readonly clockOffsetMs: number | null;
  readonly lastError: string | null;
};

export type AlertLevel = "INFO" | "WARNING" | "CRITICAL";

export type AlertView = {
  readonly id: string;
  readonly level: AlertLevel;
  readonly atMs: number;
  /** Venue time, where the alert is about money. */
  readonly venueTimeMs: number | null;
  readonly code: string;
  readonly text: string;
};

export type ProfitPoint = {
  readonly venueTimeMs: number;
  readonly funding: AmountText;
  /** Fees and slippage: zero or negative. */
  readonly costs: AmountText;
  /** Price and basis together, of pairs that are out of both legs. */
  readonly price: AmountText;
  readonly net: AmountText;
};

/** Cumulative from the first point; at most PROFIT_POINTS_MAX, evenly thinned. */
export type ProfitSeriesView = { readonly asset: string; readonly points: readonly ProfitPoint[] };

export const PROFIT_POINTS_MAX = 400;
export const ALERTS_MAX = 100;
export const HEAT_SETTLEMENTS = 30;

/** One perpetual's settlements. */
export type HeatRow = {
  readonly symbol: string;
  readonly venue: string;
  readonly held: boolean;
  readonly intervalHours: number;
  /** Oldest first, bps per settlement; null = the venue has no such settlement. At most HEAT_SETTLEMENTS. */
  readonly ratesBps: readonly (number | null)[];
};
