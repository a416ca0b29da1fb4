import type { Fill, FillOrigin, FreezeReason } from "../events/index.ts";
import { type InstrumentIndex, parseClientOrderId } from "../ids/index.ts";
import { fillCauseId } from "../ledger/ledger.ts";
import type { Instrument } from "../market/instrument.ts";
import { heldChange } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { type Amount, formatAmount, formatMantissa } from "../units/index.ts";
import { alert, audit, saveControl } from "./emit.ts";
import { isOutsideOrder } from "./review/outside.ts";
import type { EngineState, Told } from "./state.ts";

/** Orders named in one alarm; the rest is counted. */
const NAMED_MAX = 3;

const ORIGINS: { readonly [Origin in FillOrigin]: { readonly code: FreezeReason; readonly who: string } } = {
  order: { code: "foreign-fill", who: "an order that is not ours" },
  stranger: { code: "foreign-fill", who: "an order that is not ours" },
  deleveraging: { code: "auto-deleveraged", who: "the venue's auto-deleveraging" },
  liquidation: { code: "liquidated", who: "the venue's liquidation" },
  settlement: { code: "venue-settled", who: "the venue's settlement of the contract" },
};

/** No new risk in a market until a person resumes; a restart does not lift it. */
export function freezeSymbol(state: EngineState, instrument: InstrumentIndex, reason: FreezeReason): void {
  state.portfolio.frozen.set(instrument, reason);
  if (state.control.frozen.some(([frozen]) => frozen === instrument)) return;
  state.control.frozen = [...state.control.frozen, [instrument, reason]];
  saveControl(state);
}

/** A trade no order of ours caused. What it took from a leg of ours the other leg follows down; new risk stops there. */
export function tellTaken(
  state: EngineState,
  fill: Fill,
  instrument: Instrument,
  pair: Pair | null,
  leg: Leg | null,
): void {
  const { code, who } = ORIGINS[fill.origin];
  freezeSymbol(state, fill.instrument, code);
  const quantity = formatMantissa(fill.quantity, instrument.quantityScale);
  const price = formatMantissa(fill.price, instrument.priceScale);
  const traded = `${who} ${fill.side === "buy" ? "bought" : "sold"} ${quantity} at ${price}`;
  const left = leg === null ? null : ((leg.held + heldChange(fill, instrument)) as Amount);
  const ours =
    pair === null || leg === null || left === null
      ? "nothing of ours"
      : `our ${pair.base} leg goes from ${formatAmount(leg.held)} to ${formatAmount(left)} and the other one follows`;
  audit(state, pair?.plan ?? instrument.symbol, code, {
    cause: fillCauseId(fill),
    quantity,
    price,
    left: left === null ? null : formatAmount(left),
  });
  const name = fill.clientOrderId ?? fill.venueOrderId;
  alert(state, "CRITICAL", code, `${instrument.symbol}: ${traded} (${name}): ${ours}; symbol frozen`);
}

/** Names of resting orders that are not ours and that nobody has put on file as such, by market. */
export function foreignOrders(state: EngineState, { openOrders }: Told): Map<InstrumentIndex, string[]> {
  const found = new Map<InstrumentIndex, string[]>();
  for (const { clientOrderId, instrument } of openOrders) {
    if (parseClientOrderId(clientOrderId)?.nonce === state.nonce || isOutsideOrder(state, clientOrderId)) continue;
    found.set(instrument, [...(found.get(instrument) ?? []), clientOrderId]);
  }
  return found;
}

/** Somebody else's order is left alone (FLATTEN alone cancels it); its market gets no new risk while it is there. */
export function watchForeignOrders(state: EngineState, told: Told): void {
  const { frozen } = state.portfolio;
  const found = foreignOrders(state, told);
  for (const market of state.market.instruments) {
    if (market?.venue !== told.venue || found.has(market.index)) continue;
    state.alarmed.delete(`foreign-order/${market.index}`);
    if (frozen.get(market.index) === "foreign-order") frozen.delete(market.index);
  }
  for (const [instrument, names] of found) {
    if (!frozen.has(instrument)) frozen.set(instrument, "foreign-order");
    const key = `foreign-order/${instrument}`;
    if (state.alarmed.has(key)) continue;
    state.alarmed.add(key);
    const symbol = state.market.instruments[instrument]?.symbol ?? String(instrument);
    const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : "";
    const text = `${symbol}: ${names.slice(0, NAMED_MAX).join(", ")}${more} rests there and is not ours: symbol frozen, the order is left alone`;
    alert(state, "CRITICAL", "foreign-order", text);
  }
}
