import { MARK_SCALE, markOf } from "../account/margin.ts";
import { createTouch, readTouch } from "../book/quote.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { type Instrument, type Market, specificationOf } from "../world/instrument.ts";
import { indexPriceAt } from "../world/sample.ts";
import { secondOf } from "../world/world.ts";
import type { TriggerPrice } from "./conditional.ts";

const touch = createTouch();

/** The price that triggers, at the market's scale. The last price is the middle of the book; spot has no mark. */
export function triggerPriceOf(state: ExchangeState, instrument: Instrument, market: Market, by: TriggerPrice): number {
  const { priceScale } = specificationOf(instrument, market);
  if (market === "futures" && by === "MARK") return markOf(state, instrument.index) / 10 ** (MARK_SCALE - priceScale);
  const second = secondOf(state.nowMs);
  if (market === "futures" && by === "INDEX") {
    return indexPriceAt(state.world, instrument.index, second) * 10 ** priceScale;
  }
  readTouch(state.world, instrument.index, market, second, touch);
  return touch.middle * 10 ** priceScale;
}
