import type { AlertView, EngineStatusView, FundingRateView, PositionView, TradeView } from "../views/index.ts";

/** All there are. A script may name them in a switch and be done. */
export const EVENT_NAMES = [
  "POSITION_UPDATE",
  "FUNDING_RATE_UPDATE",
  "TRADE_EXECUTED",
  "ENGINE_STATUS",
  "ALERT",
] as const;
export type EventName = (typeof EVENT_NAMES)[number];

/** In a snapshot everything there is; in a delta what is new. */
export type EventBodies = {
  readonly POSITION_UPDATE: { readonly positions: readonly PositionView[]; readonly closed: readonly string[] };
  readonly FUNDING_RATE_UPDATE: { readonly rates: readonly FundingRateView[] };
  /** Oldest first; of a snapshot the last TRADES_MAX. */
  readonly TRADE_EXECUTED: { readonly trades: readonly TradeView[] };
  readonly ENGINE_STATUS: EngineStatusView;
  /** Oldest first; of a snapshot the last ALERTS_MAX. */
  readonly ALERT: { readonly alerts: readonly AlertView[] };
};

export type StreamEvent = {
  readonly [Name in EventName]: {
    readonly name: Name;
    readonly kind: "snapshot" | "delta";
    /** Counts up by one with every delta; the parts of a snapshot share the number they are the state of. */
    readonly sequence: number;
    readonly atMs: number;
    readonly body: EventBodies[Name];
  };
}[EventName];
