import type { InstrumentIndex } from "../ids/index.ts";
import type { Instrument } from "../market/instrument.ts";
import { perpetualLegs } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { openPairs } from "../position/portfolio.ts";
import { amountToQuantityDown, formatAmount, type Quantity, quantityAmount } from "../units/index.ts";
import { closePair } from "./advance.ts";
import { alert, audit, savePair } from "./emit.ts";
import type { EngineState, Mutable, Told } from "./state.ts";

/**
 * A contract that counts in other units goes on under another name (1000PEPE becomes 10000PEPE), and the position with
 * it. A leg whose market is gone follows to the market of the same coin where the venue shows exactly what it held, and
 * the pair is closed there: what was decided on belonged to the old contract.
 */
export function followRenamed(state: EngineState, told: Told): void {
  for (const pair of openPairs(state.portfolio)) {
    for (const leg of perpetualLegs(pair)) {
      const market = state.market.instruments[leg.instrument];
      if (leg.venue !== told.venue || market?.status !== "gone" || leg.held === 0n) continue;
      const heir = heirOf(state, told, leg, market);
      if (heir !== null) moveLeg(state, pair, leg, market, heir);
    }
  }
}

function heirOf(state: EngineState, told: Told, leg: Leg, market: Instrument): Instrument | null {
  for (const { instrument, quantity } of told.positions) {
    const heir = state.market.instruments[instrument];
    if (heir === undefined || heir.index === market.index || isHeld(state, instrument)) continue;
    const same = heir.kind === market.kind && heir.base === market.base && heir.settle === market.settle;
    if (same && quantityAmount(quantity, heir.quantityScale) === leg.held) return heir;
  }
  return null;
}

function isHeld(state: EngineState, instrument: InstrumentIndex): boolean {
  for (const pair of openPairs(state.portfolio))
    if (pair.long.instrument === instrument || pair.short.instrument === instrument) return true;
  return false;
}

function moveLeg(state: EngineState, pair: Pair, leg: Mutable<Leg>, from: Instrument, to: Instrument): void {
  const inUnits = (quantity: Quantity): Quantity =>
    amountToQuantityDown(quantityAmount(quantity, from.quantityScale), to.quantityScale);
  leg.instrument = to.index;
  leg.boughtQuantity = inUnits(leg.boughtQuantity);
  leg.soldQuantity = inUnits(leg.soldQuantity);
  savePair(state, pair);
  const held = formatAmount(leg.held);
  audit(state, pair.plan, "redenominated", { from: from.symbol, to: to.symbol, held });
  const text = `${from.symbol} goes on as ${to.symbol}: our ${held} ${pair.base} stand there now; both legs are closed`;
  alert(state, "WARNING", "redenominated", text);
  closePair(state, pair, { reason: `${from.symbol} was redenominated`, patient: false });
}
