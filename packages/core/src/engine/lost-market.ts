import type { VenueId } from "../ids/index.ts";
import { addInstrument } from "../market/columns.ts";
import type { Instrument } from "../market/instrument.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { openPairs } from "../position/portfolio.ts";
import { AMOUNT_SCALE, pow10, type Quantity, ZERO } from "../units/index.ts";
import type { EngineState } from "./state.ts";

/**
 * A leg whose market left the catalogue while nobody looked stands where it stood: its market is kept as one that is
 * gone, as if the engine had been there, so that it is followed, compared and accepted like any other.
 */
export function keepLostMarkets(state: EngineState, venue: VenueId): void {
  for (const pair of openPairs(state.portfolio)) {
    for (const leg of [pair.long, pair.short]) {
      if (leg.venue !== venue || state.market.instruments[leg.instrument] !== undefined) continue;
      const like = state.market.instruments.find((each) => each?.venue === venue && each.kind === leg.kind);
      if (like !== undefined) addInstrument(state.market, lostMarket(pair, leg, like));
    }
  }
}

/** Only the scale it counted in matters, and the leg itself tells it; nothing is ever sent to it. */
const lostMarket = ({ base }: Pair, leg: Leg, like: Instrument): Instrument => ({
  ...like,
  index: leg.instrument,
  base,
  symbol: `former ${base}${like.quote}`,
  quantityScale: scaleOf(leg) ?? like.quantityScale,
  stepSize: 1 as Quantity,
  quantityMin: 1 as Quantity,
  notionalMin: ZERO,
  status: "gone",
});

/** The scale at which what was traded is what is held; a fee in the coin takes less than a digit of it. */
function scaleOf({ held, boughtQuantity, soldQuantity }: Leg): number | null {
  const traded = BigInt(boughtQuantity - soldQuantity);
  const [size, count] = [held < 0n ? -held : held, traded < 0n ? -traded : traded];
  for (let scale = AMOUNT_SCALE; scale >= 0 && size > 0n; scale -= 1) {
    const amount = count * pow10(AMOUNT_SCALE - scale);
    if (amount >= size) return amount < 10n * size ? scale : null;
  }
  return null;
}
