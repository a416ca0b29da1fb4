import type { InstrumentIndex } from "../ids/index.ts";
import type { Instrument } from "../market/instrument.ts";
import { isLive } from "../order/index.ts";
import { perpetualLegs } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { openPairs } from "../position/portfolio.ts";
import { amountToQuantityDown, formatAmount, type Quantity, quantityAmount } from "../units/index.ts";
import { closePair } from "./advance.ts";
import { alert, audit, savePair } from "./emit.ts";
import { happen } from "./orders.ts";
import { outsideAt } from "./review/outside.ts";
import type { EngineState, Mutable, Told } from "./state.ts";

/**
 * A contract that counts in other units goes on under another name (1000PEPE becomes 10000PEPE), and the position with
 * it. A leg whose market is gone follows to the market of the same coin where the venue shows exactly what it held, and
 * the pair is closed there: what was decided on belonged to the old contract.
 */
export function followRenamed(state: EngineState, told: Told): void {
  for (const pair of openPairs(state.portfolio)) {
    for (const leg of perpetualLegs(pair)) {
      if (leg.venue !== told.venue) continue;
      const heir = heirsOf(state, told, pair, leg).find(({ held }) => held === leg.held);
      if (heir === undefined) continue;
      const from = leg.instrument;
      moveLeg(state, pair, leg, heir.market);
      endOrders(state, pair, from);
      closeMoved(state, pair);
    }
  }
}

/** The one market a leg can have gone on in, whatever its size there: taken where a person accepts the venue's word. */
export function onlyHeirOf(state: EngineState, told: Told, pair: Pair, leg: Leg): Instrument | null {
  const [heir, another] = heirsOf(state, told, pair, leg).filter(({ held }) => held > 0n === leg.held > 0n);
  return another === undefined ? (heir?.market ?? null) : null;
}

/** Where the venue shows a position in the coin of a leg whose market is gone, and nobody's of ours or of a stranger's. */
function heirsOf(state: EngineState, told: Told, pair: Pair, leg: Leg) {
  const market = state.market.instruments[leg.instrument];
  if (market?.status !== "gone" || leg.held === 0n) return [];
  return told.positions.flatMap(({ instrument, quantity }) => {
    const heir = state.market.instruments[instrument];
    if (heir === undefined || heir.index === market.index || heir.status === "gone") return [];
    if (heir.kind !== market.kind || heir.base !== pair.base || heir.settle !== market.settle) return [];
    if (isHeld(state, heir) || outsideAt(state, instrument) !== 0n) return [];
    return [{ market: heir, held: quantityAmount(quantity, heir.quantityScale) }];
  });
}

function isHeld(state: EngineState, { index }: Instrument): boolean {
  for (const pair of openPairs(state.portfolio))
    if (pair.long.instrument === index || pair.short.instrument === index) return true;
  return false;
}

export function moveLeg(state: EngineState, pair: Pair, leg: Mutable<Leg>, to: Instrument): void {
  const from = state.market.instruments[leg.instrument] ?? to;
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
}

export const closeMoved = (state: EngineState, pair: Pair): void =>
  closePair(state, pair, { reason: "a leg's contract was redenominated", patient: false });

/**
 * Nobody can be asked about an order under the old name any more, and nothing executes there. The position went on
 * exactly as our fills left it: what is not booked did not happen.
 */
function endOrders(state: EngineState, pair: Pair, from: InstrumentIndex): void {
  for (const order of state.portfolio.orders.values()) {
    const { plan, instrument } = order.intent;
    if (plan !== pair.plan || instrument !== from || !isLive(order.state)) continue;
    happen(state, order, order.state === "unknown" && order.filledQuantity === 0 ? "proven-absent" : "reply-done-part");
  }
}
