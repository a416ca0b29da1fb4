import {
  type Amount,
  type DecimalError,
  err,
  formatAmount,
  formatMantissa,
  ok,
  parseAmount,
  parseMantissa,
  type Result,
} from "@evenkeel/core/units";
import type { Account } from "../account/account.ts";
import { MARK_SCALE, markOf, valueOf } from "../account/margin.ts";
import { VENUE_UNIT } from "../account/money.ts";
import { createTouch, readTouch } from "../book/quote.ts";
import type { PlaceCommand, Reason, Rejection } from "../exchange/command.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { type Instrument, type MarketSpecification, specificationOf } from "../world/instrument.ts";
import { PROFILES } from "../world/venue.ts";
import { secondOf } from "../world/world.ts";
import type { Order } from "./order.ts";

export interface Checked {
  readonly instrument: Instrument;
  readonly specification: MarketSpecification;
  readonly price: number;
  /** What the market order may take at most where it names a sum of quote instead. */
  readonly quantity: number;
  readonly quoteQuantity: Amount | null;
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

/** The name of an order whose client gave it none. */
export const generatedClientId = (orderId: number): string => `sim-${orderId.toString(36)}`;

const touch = createTouch();

/** Reference of the price filters: mark price on futures, the middle of the book on spot; at the market's scale. */
export function referencePrice(state: ExchangeState, instrument: Instrument, market: "spot" | "futures"): number {
  const specification = specificationOf(instrument, market);
  if (market === "futures") return markOf(state, instrument.index) / 10 ** (MARK_SCALE - specification.priceScale);
  readTouch(state.world, instrument.index, "spot", secondOf(state.nowMs), touch);
  return touch.middle * 10 ** specification.priceScale;
}

/** Everything the venue refuses before it looks at the book or the money. */
export function checkOrder(
  state: ExchangeState,
  account: Account,
  command: PlaceCommand,
  /** An order that is being amended: its own client id is no duplicate. */
  replaced: Order | null = null,
): Result<Checked, Rejection> {
  const read = readTerms(state, command);
  if (!read.ok) return read;
  const checked = read.value;
  const reference = referencePrice(state, checked.instrument, command.market);
  const refused =
    checkSides(account, command) ??
    checkGoodTill(state, command) ??
    checkQuantity(checked, command) ??
    checkPrice(checked, command, reference) ??
    checkNotional(checked, command, reference) ??
    (replaced === null ? checkDuplicate(state, account, checked, command) : null);
  return refused === null ? ok(checked) : { ok: false, error: refused };
}

/** What an order says of itself, of whatever kind it is. */
export type Terms = Omit<PlaceCommand, "kind" | "venueTimeMs" | "account" | "selfTradePrevention">;

/** The numbers of an order at its market's scales. Where the client gives no id, the venue makes one of its own number. */
export function readTerms(
  state: ExchangeState,
  command: Terms,
  number = state.nextOrderId,
): Result<Checked, Rejection> {
  const instrument = findInstrument(state, command.market, command.symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  if (state.nowMs >= instrument.deliveryMs || state.nowMs < instrument.onboardMs) return reject("symbol-not-trading");
  const specification = specificationOf(instrument, command.market);
  const quantity = parseMantissa(command.quantity, specification.quantityScale);
  if (!quantity.ok) return reject(quantityReason(command, quantity.error));
  const price = command.price === null ? ok(0) : parseMantissa(command.price, specification.priceScale);
  if (!price.ok) return reject(priceReason(command, price.error));
  const clientOrderId = command.clientOrderId ?? generatedClientId(number);
  if (!PROFILES[state.world.venue].clientOrderId.test(clientOrderId)) return reject("bad-client-order-id");
  const quote = readQuoteQuantity(command);
  if (!quote.ok) return quote;
  return ok({
    instrument,
    specification,
    price: price.value,
    quantity: quote.value === null ? quantity.value : specification.marketQuantityMax,
    quoteQuantity: quote.value,
    clientOrderId,
  });
}

function readQuoteQuantity({ market, type, quoteQuantity }: Terms): Result<Amount | null, Rejection> {
  if (quoteQuantity === undefined) return ok(null);
  const parsed = parseAmount(quoteQuantity);
  const allowed = market === "spot" && type === "MARKET";
  if (!allowed || !parsed.ok || parsed.value <= 0n || parsed.value % VENUE_UNIT !== 0n) return reject("quote-quantity");
  return ok(parsed.value);
}

export function checkGoodTill(state: ExchangeState, { timeInForce, goodTillMs }: Terms): Rejection | null {
  const wanted = timeInForce === "GTD";
  const given = goodTillMs !== undefined && Number.isSafeInteger(goodTillMs) && goodTillMs > state.nowMs;
  return wanted && !given ? refuse("good-till-date") : null;
}

/** Spot reads eight digits of any number and then asks its filters; futures know each symbol's own precision. */
const SPOT_DIGITS = 8;
const fitsSpot = (command: Terms, text: string): boolean =>
  command.market === "spot" && parseMantissa(text, SPOT_DIGITS).ok;

function quantityReason(command: Terms, { code }: DecimalError): Reason {
  if (code !== "too-precise") return "bad-quantity";
  return fitsSpot(command, command.quantity) ? "lot-size" : "quantity-precision";
}

function priceReason(command: Terms, { code }: DecimalError): Reason {
  if (code !== "too-precise") return "bad-price";
  return fitsSpot(command, command.price ?? "") ? "price-filter" : "price-precision";
}

const refuse = (reason: Reason, detail = ""): Rejection => ({ reason, detail });

export function checkSides(account: Account, command: Terms): Rejection | null {
  if (command.market === "spot") return null;
  const single = command.positionSide === "BOTH";
  return single === account.hedgeMode ? refuse("position-side-mismatch") : null;
}

export function checkQuantity({ quantity, specification }: Checked, command: Terms): Rejection | null {
  if (quantity <= 0) return refuse("bad-quantity");
  if (quantity % specification.step !== 0 || quantity < specification.step) return refuse("lot-size");
  if (quantity > specification.quantityMax) return refuse("lot-size");
  if (command.type === "MARKET" && quantity > specification.marketQuantityMax) return refuse("market-lot-size");
  return null;
}

/** `reference` is what the price band is measured from, at the scale of the price. */
export function checkPrice(checked: Checked, command: Terms, reference: number): Rejection | null {
  if (command.type === "MARKET") return null;
  const { price, specification } = checked;
  if (command.price === null || price <= 0) return refuse("bad-price");
  if (price % specification.tick !== 0 || price > specification.priceMax) return refuse("price-filter");
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

export function checkNotional(checked: Checked, command: Terms, reference: number): Rejection | null {
  if (command.reduceOnly) return null;
  const { specification, quantity, quoteQuantity } = checked;
  const price = command.type === "MARKET" ? Math.floor(reference) : checked.price;
  if ((quoteQuantity ?? valueOf(specification, price, quantity)) >= specification.notionalMin) return null;
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
