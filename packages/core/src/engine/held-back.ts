import type { LegName } from "../ids/index.ts";
import type { Order } from "../order/index.ts";
import type { Pair } from "../position/pair.ts";
import { legOf } from "../position/portfolio.ts";
import { SECOND_MS, type WallTimeMs } from "../units/index.ts";
import type { EngineState } from "./state.ts";

/** A leg standing alone for so long costs less than taking it back and entering anew; one for longer does not. */
const HEDGE_WAIT_MS_MAX = 10 * SECOND_MS;

const keyOf = ({ plan }: Pair, leg: LegName): string => `${plan}/${leg}`;

/**
 * The venue of one leg wants to be left alone. The other leg waits for nobody (money rule 6): a hedge that may not come
 * in time is none, and what the first leg got is taken back.
 */
export function holdBack(state: EngineState, pair: Pair, order: Order, ms: number): void {
  state.heldBack.set(keyOf(pair, order.intent.leg), (state.wallNowMs + ms) as WallTimeMs);
  if (order.intent.purpose !== "hedge" || pair.stage !== "opening" || ms <= HEDGE_WAIT_MS_MAX) return;
  const leg = legOf(pair, order);
  leg.misses = Math.max(leg.misses, state.config.execution.hedgeAttemptsMax);
}

export const isHeldBack = (state: EngineState, pair: Pair, leg: LegName): boolean =>
  state.wallNowMs < (state.heldBack.get(keyOf(pair, leg)) ?? 0);

export function forgetHeldBack(state: EngineState, pair: Pair): void {
  for (const leg of ["long", "short"] as const) state.heldBack.delete(keyOf(pair, leg));
}
