import type { Fill, Outside } from "../../events/index.ts";
import type { InstrumentIndex } from "../../ids/index.ts";
import type { Instrument } from "../../market/instrument.ts";
import { type Amount, quantityAmount, ZERO } from "../../units/index.ts";
import { saveControl } from "../emit.ts";
import type { EngineState, Told } from "../state.ts";

/** Why a symbol is frozen beside something at the venue that is not ours. */
export const OUTSIDE = "outside";

/** Base amount of a position that a person said is not ours. */
export const outsideAt = (state: EngineState, instrument: InstrumentIndex): Amount =>
  state.control.outside.positions.find(([at]) => at === instrument)?.[1] ?? ZERO;

export const isOutsideOrder = (state: EngineState, clientOrderId: string): boolean =>
  state.control.outside.orders.some((order) => order.clientOrderId === clientOrderId);

/** Symbols with something outside take no new risk; those without it are free of that reason alone. */
export function freezeOutside(state: EngineState): void {
  const { frozen } = state.portfolio;
  for (const [instrument, reason] of frozen) if (reason === OUTSIDE) frozen.delete(instrument);
  const { positions, orders } = state.control.outside;
  for (const instrument of [...positions.map(([at]) => at), ...orders.map((order) => order.instrument)])
    if (!frozen.has(instrument)) frozen.set(instrument, OUTSIDE);
}

export function setOutside(state: EngineState, outside: Outside): void {
  state.control.outside = outside;
  freezeOutside(state);
}

export function setOutsidePosition(state: EngineState, instrument: InstrumentIndex, held: Amount): void {
  const { positions, orders } = state.control.outside;
  const others = positions.filter(([at]) => at !== instrument);
  setOutside(state, { positions: held === 0n ? others : [...others, [instrument, held]], orders });
}

/** Somebody traded a position that is not ours: what is on file of it follows. */
export function moveOutside(state: EngineState, fill: Fill, { kind, quantityScale }: Instrument): void {
  const before = outsideAt(state, fill.instrument);
  if (kind !== "perpetual" || before === 0n) return;
  const size = quantityAmount(fill.quantity, quantityScale);
  setOutsidePosition(state, fill.instrument, (before + (fill.side === "buy" ? size : -size)) as Amount);
  saveControl(state);
}

/** A stranger's order that rests no more is off the file. */
export function forgetOutsideOrders(state: EngineState, { venue, openOrders }: Told): void {
  const { positions, orders } = state.control.outside;
  const resting = new Set(openOrders.map((order) => order.clientOrderId));
  const kept = orders.filter(
    ({ instrument, clientOrderId }) =>
      state.market.instruments[instrument]?.venue !== venue || resting.has(clientOrderId),
  );
  if (kept.length === orders.length) return;
  setOutside(state, { positions, orders: kept });
  saveControl(state);
}

/** Somebody has looked at this symbol; what is frozen for a reason of its own stays so. */
export function unfreeze(state: EngineState, instrument: InstrumentIndex): void {
  const reason = state.portfolio.frozen.get(instrument);
  if (reason !== "mismatch" && reason !== "foreign-fill" && reason !== "foreign-order") return;
  state.portfolio.frozen.delete(instrument);
  state.control.frozen = state.control.frozen.filter(([frozen]) => frozen !== instrument);
}
