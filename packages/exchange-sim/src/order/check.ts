import {
  type DecimalError,
  err,
  formatAmount,
  formatMantissa,
  ok,
  parseMantissa,
  type Result,
} from "@evenkeel/core/units";
import type { Account } from "../account/account.ts";
import { MARK_SCALE, markOf, valueOf } from "../account/margin.ts";
import { createTouch, readTouch } from "../book/quote.ts";
import type { PlaceCommand, Reason, Rejection } from "../exchange/command.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { type Instrument, type MarketSpecification, specificationOf } from "../world/instrument.ts";
import { secondOf } from "../world/world.ts";

export interface Checked {
  readonly instrument: Instrument;
  readonly specification: MarketSpecification;
  readonly price: number;
  readonly quantity: number;
  readonly clientOrderId: string;
}

export const reject = (reason: Reason, detail = ""): Result<never, Rejection> => err({ reason, detail });

/** Symbol to instrument, per market. The world is small and fixed; the wire keeps its own index. */
export function findInstrument(
  state: ExchangeState,
  market: "spot" | "futures",
  symbol: string,
): Instrument | undefined {
  return state.world.instruments.find((each) => specificationOf(each, market).symbol === symbol);
}

const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;
const touch = createTouch();

/** Reference of the price filters: mark price on futures, the middle of the book on spot; at the market's scale. */
export function referencePrice(state: ExchangeState, instrument: Instrument, market: "spot" | "futures"): number {
  const specification = specificationOf(instrument, market);
  if (market === "futures") return markOf(state, instrument.index) / 10 ** (MARK_SCALE - specification.priceScale);
  readTouch(state.world, instrument.index, "spot", secondOf(state.nowMs), touch);
  return touch.middle * 10 ** specification.priceScale;
}

/** Everything the venue refuses before it looks at the book or the money. */
export function checkOrder(state: ExchangeState, account: Account, command: PlaceCommand): Result<Checked, Rejection> {
  const instrument = findInstrument(state, command.market, command.symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  if (state.nowMs >= instrument.deliveryMs || state.nowMs < instrument.onboardMs) return reject("symbol-not-trading");
  const specification = specificationOf(instrument, command.market);
  const quantity = parseMantissa(command.quantity, specification.quantityScale);
  if (!quantity.ok) return reject(quantityReason(command, quantity.error));
  const price = command.price === null ? ok(0) : parseMantissa(command.price, specification.priceScale);
  if (!price.ok) return reject(priceReason(command, price.error));
  const clientOrderId = command.clientOrderId ?? `sim-${state.nextOrderId.toString(36)}`;
  if (!CLIENT_ID.test(clientOrderId)) return reject("bad-client-order-id");
  const checked: Checked = { instrument, specification, price: price.value, quantity: quantity.value, clientOrderId };
  const refused =
    checkSides(account, command) ??
    checkQuantity(checked, command) ??
    checkPrice(state, checked, command) ??
    checkNotional(state, checked, command) ??
    checkDuplicate(state, account, checked, command);
  return refused === null ? ok(checked) : { ok: false, error: refused };
}

/** Spot reads eight digits of any number and then asks its filters; futures know each symbol's own precision. */
const SPOT_DIGITS = 8;
const fitsSpot = (command: PlaceCommand, text: string): boolean =>
  command.market === "spot" && parseMantissa(text, SPOT_DIGITS).ok;

function quantityReason(command: PlaceCommand, { code }: DecimalError): Reason {
  if (code !== "too-precise") return "bad-quantity";
  return fitsSpot(command, command.quantity) ? "lot-size" : "quantity-precision";
}

function priceReason(command: PlaceCommand, { code }: DecimalError): Reason {
  if (code !== "too-precise") return "bad-price";
  return fitsSpot(command, command.price ?? "") ? "price-filter" : "price-precision";
}

const refuse = (reason: Reason, detail = ""): Rejection => ({ reason, detail });

function checkSides(account: Account, command: PlaceCommand): Rejection | null {
  if (command.market === "spot") return null;
  const single = command.positionSide === "BOTH";
  if (single === account.hedgeMode) return refuse("position-side-mismatch");
  return account.hedgeMode ? refuse("hedge-orders-unsupported") : null;
}

function checkQuantity({ quantity, specification }: Checked, command: PlaceCommand): Rejection | null {
  if (quantity <= 0) return refuse("bad-quantity");
  if (quantity % specification.step !== 0 || quantity < specification.step) return refuse("lot-size");
  if (quantity > specification.quantityMax) return refuse("lot-size");
  if (command.type === "MARKET" && quantity > specification.marketQuantityMax) return refuse("market-lot-size");
  return null;
}

function checkPrice(state: ExchangeState, checked: Checked, command: PlaceCommand): Rejection | null {
  if (command.type === "MARKET") return null;
  const { price, specification, instrument } = checked;
  if (command.price === null || price <= 0) return refuse("bad-price");
  if (price % specification.tick !== 0 || price > specification.priceMax) return refuse("price-filter");
  const reference = referencePrice(state, instrument, command.market);
  const highest = Math.floor((reference * specification.priceUpPercent) / 100);
  const lowest = Math.ceil((reference * specification.priceDownPercent) / 100);
  const bothSides = command.market === "spot";
  if ((bothSides || command.side === "BUY") && price > highest) {
    return refuse("price-above-band", formatMantissa(highest, specification.priceScale));
  }
  if ((bothSides || command.side === "SELL") && price < lowest) {
    return refuse("price-below-band", formatMantissa(lowest, specification.priceScale));
  }
  return null;
}

function checkNotional(state: ExchangeState, checked: Checked, command: PlaceCommand): Rejection | null {
  if (command.reduceOnly) return null;
  const { instrument, specification, quantity } = checked;
  const price =
    command.type === "MARKET" ? Math.floor(referencePrice(state, instrument, command.market)) : checked.price;
  if (valueOf(specification, price, quantity) >= specification.notionalMin) return null;
  return refuse("notional-min", formatAmount(specification.notionalMin));
}

export const clientKey = (market: string, instrument: number, clientOrderId: string): string =>
  `${market}:${instrument}:${clientOrderId}`;

/** Binance keeps client ids apart only among open orders. */
function checkDuplicate(
  state: ExchangeState,
  account: Account,
  checked: Checked,
  command: PlaceCommand,
): Rejection | null {
  const id = account.clientIds.get(clientKey(command.market, checked.instrument.index, checked.clientOrderId));
  return id !== undefined && state.resting.has(id) ? refuse("duplicate-client-order-id") : null;
}
