import { ok, parseMantissa, type Result } from "@evenkeel/core/units";
import { type Ask, syntheticWithin, takeSynthetic } from "../book/plan.ts";
import { bookSlot, type Side, takenAt } from "../book/quote.ts";
import type { PlaceCommand, Rejection } from "../exchange/command.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { findInstrument, reject } from "../order/check.ts";
import { type Market, specificationOf } from "../world/instrument.ts";
import type { FaultCommand } from "./command.ts";

type TakeDepth = Extract<FaultCommand, { kind: "take-depth" }>;
type ReturnDepth = Extract<FaultCommand, { kind: "return-depth" }>;

export function takeDepth(state: ExchangeState, command: TakeDepth): Result<null, Rejection> {
  const { market, side } = command;
  const instrument = findInstrument(state, market, command.symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  const { priceScale, quantityScale, step } = specificationOf(instrument, market);
  const limit = command.price === null ? null : parseMantissa(command.price, priceScale);
  if (limit?.ok === false) return reject("bad-price");
  const quantity = parseMantissa(command.quantity, quantityScale);
  if (!quantity.ok || !(command.share >= 0 && command.share <= 1)) return reject("bad-quantity");
  const ask: Ask = {
    account: null,
    market,
    instrument: instrument.index,
    side,
    limit: limit === null ? null : limit.value,
    quantity: Number.MAX_SAFE_INTEGER,
  };
  const gone = syntheticWithin(state, ask) - Math.floor((quantity.value * command.share) / step) * step;
  if (gone > 0) takeSynthetic(state, ask, gone);
  return ok(null);
}

export function returnDepth(
  state: ExchangeState,
  { market, symbol, side, takenMax }: ReturnDepth,
): Result<null, Rejection> {
  const instrument = findInstrument(state, market, symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  if (!Number.isSafeInteger(takenMax) || takenMax < 0) return reject("bad-quantity");
  const slot = bookSlot(instrument.index, market, side);
  if (takenAt(state.books, slot, state.nowMs) > takenMax) {
    state.books.taken[slot] = takenMax;
    state.books.takenMs[slot] = state.nowMs;
  }
  return ok(null);
}

/** The two commands around an order that somebody is faster than: afterwards no more is gone than the order wanted. */
export function outrun(
  state: ExchangeState,
  { market, symbol, side, quantity, price }: PlaceCommand,
  share: number,
): { readonly before: TakeDepth; readonly after: ReturnDepth } {
  const venueTimeMs = state.nowMs;
  const place = { venueTimeMs, market, symbol, side };
  const takenMax = takenOf(state, market, symbol, side) + wantedOf(state, market, symbol, quantity);
  return {
    before: { ...place, kind: "take-depth", quantity, price, share },
    after: { ...place, kind: "return-depth", takenMax },
  };
}

function takenOf(state: ExchangeState, market: Market, symbol: string, side: Side): number {
  const instrument = findInstrument(state, market, symbol);
  return instrument === undefined ? 0 : takenAt(state.books, bookSlot(instrument.index, market, side), state.nowMs);
}

function wantedOf(state: ExchangeState, market: Market, symbol: string, quantity: string): number {
  const instrument = findInstrument(state, market, symbol);
  if (instrument === undefined) return 0;
  const wanted = parseMantissa(quantity, specificationOf(instrument, market).quantityScale);
  return wanted.ok ? wanted.value : 0;
}
