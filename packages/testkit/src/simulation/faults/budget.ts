import type { VenueEffect } from "@evenkeel/core/ports";
import { MINUTE_MS } from "@evenkeel/core/units";
import type { Market } from "@evenkeel/exchange-sim";

/** Weight a minute that Binance grants each address family, and the part of it kept for orders and questions about them. */
const WEIGHT_MAX: Readonly<Record<Market, number>> = { spot: 6_000, futures: 2_400 };
type Right = "close" | "query" | "poll";
/** How far each may use up a minute: the last of it is for closing alone. */
const PERCENT_MAX: Readonly<Record<Right, number>> = { close: 100, query: 95, poll: 80 };

/** What a request weighs, as documented for the parameters our adapter sends. */
const SEND = 1;
const SETTINGS = 2;
const DEPTH = 5;
const CANDLES = 5;
const QUERY: Readonly<Record<Market, number>> = { spot: 4, futures: 1 };
const TRADES: Readonly<Record<Market, number>> = { spot: 20, futures: 5 };
const READ: Readonly<Record<Market, number>> = { spot: 120, futures: 120 };

export type Budget = {
  /** Takes the weight of a request, or says after how long there is some. */
  readonly take: (effect: VenueEffect, market: Market, wallMs: number) => number | null;
  readonly used: (market: Market) => number;
};

/** An adapter's governor: what only polls may not use what closing may need. Fixed windows, as Binance counts. */
export function createBudget(): Budget {
  const used: Record<Market, number> = { spot: 0, futures: 0 };
  let windowMs = 0;
  const fits = (market: Market, weight: number, percentMax: number): boolean =>
    used[market] + weight <= (WEIGHT_MAX[market] * percentMax) / 100;

  return {
    take: (effect, market, wallMs) => {
      const start = wallMs - (wallMs % MINUTE_MS);
      if (start !== windowMs) used.spot = used.futures = 0;
      windowMs = start;
      const weights = weightsOf(effect, market);
      const percentMax = PERCENT_MAX[rightOf(effect)];
      if (!weights.every(([each, weight]) => fits(each, weight, percentMax))) return windowMs + MINUTE_MS - wallMs;
      for (const [each, weight] of weights) used[each] += weight;
      return null;
    },
    used: (market) => used[market],
  };
}

/** As in our adapters: closing first, then questions about orders and reads that either waits for. */
function rightOf(effect: VenueEffect): Right {
  switch (effect.kind) {
    case "query-order":
      return "query";
    case "read-account":
      return effect.urgent ? "query" : "poll";
    case "send":
      return isClosing(effect) ? "close" : "poll";
    case "cancel-order":
    case "cancel-open-orders":
    case "transfer":
      return "close";
    case "prepare-leg":
    case "read-depth":
    case "read-volume":
      return "poll";
  }
}

export const isClosing = (effect: VenueEffect): effect is Extract<VenueEffect, { kind: "send" }> =>
  effect.kind === "send" && effect.intent.purpose !== "enter";

function weightsOf(effect: VenueEffect, market: Market): readonly (readonly [Market, number])[] {
  switch (effect.kind) {
    case "read-account": {
      const markets = effect.since.lastTradeIds.length / 2;
      return (["spot", "futures"] as const).map((each) => [each, READ[each] + TRADES[each] * markets]);
    }
    case "query-order":
      return [[market, QUERY[market] + TRADES[market]]];
    case "prepare-leg":
      return [[market, SETTINGS]];
    case "read-volume":
      return [[market, CANDLES]];
    case "read-depth":
      return [[market, DEPTH]];
    // Between wallets it weighs on neither market's budget.
    case "transfer":
      return effect.intent.to.kind === "wallet" ? [] : [["futures", SEND]];
    case "send":
    case "cancel-open-orders":
    case "cancel-order":
      return [[market, SEND]];
  }
}
