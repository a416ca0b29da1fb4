import type { Leg, Pair } from "../position/pair.ts";
import { referencePrice } from "../position/situation.ts";
import { askDepth } from "./ask-depth.ts";
import { alert } from "./emit.ts";
import type { EngineState } from "./state.ts";

/** After a start prices are still on their way. */
const START_MS = 10_000;

/**
 * What must be hedged or left goes at the last price there is. A stream that fell silent is helped out by asking for the
 * book as soon as an order has missed; where there is no price at all nothing can be priced, and that is said.
 */
export function seekPrices(state: EngineState, pair: Pair, drafted: boolean): void {
  for (const leg of [pair.long, pair.short]) {
    if ((!drafted || leg.misses > 0) && isOld(state, leg)) askDepth(state, leg.instrument);
    const key = `no-price/${pair.plan}/${leg.instrument}`;
    const early = state.wallNowMs - state.startedAt < START_MS;
    if (drafted || early || leg.held === 0n || referencePrice(state.market, leg.instrument) > 0) {
      state.alarmed.delete(key);
      continue;
    }
    if (state.alarmed.has(key)) continue;
    state.alarmed.add(key);
    const symbol = state.market.instruments[leg.instrument]?.symbol ?? String(leg.instrument);
    const text = `${symbol}: no price is known, our ${pair.base} there cannot be priced; the venue is asked for its book`;
    alert(state, "CRITICAL", "no-price", text);
  }
}

const isOld = ({ market, wallNowMs, config }: EngineState, { instrument }: Leg): boolean =>
  wallNowMs - (market.columns.topReceivedMs[instrument] ?? 0) > config.risk.freshnessMsMax;
