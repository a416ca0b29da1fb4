import type { Fill, FillOrigin } from "@evenkeel/core/events";
import { asset } from "@evenkeel/core/ids";
import { type Amount, notional, venueTime, ZERO } from "@evenkeel/core/units";
import { amountOf, type Fields, flag, Malformed, meaningOf, text } from "../../common/decode/json.ts";
import { type Market, type Markets, priceFromWire, quantityFromWire } from "../../common/market/market.ts";
import { BYBIT, type Category } from "../market.ts";
import { isEmpty, pageOf, timeOf } from "./answer.ts";
import { ourOrderId } from "./orders.ts";

/**
 * docs/v5/enum#exectype. The list is closed: funding looks like a fill and is none, and what is not named here is
 * neither booked nor passed over.
 */
const KINDS: Readonly<Record<string, FillOrigin | "funding">> = {
  Trade: "order",
  AdlTrade: "deleveraging",
  BustTrade: "liquidation",
  Settle: "settlement",
  Delivery: "settlement",
  BlockTrade: "order",
  Funding: "funding",
};

/** A fill whose realised profit may still be owed: lists of executions do not have it. */
export type Execution = { readonly fill: Fill; readonly executionId: string; readonly closes: boolean };

export type ReadExecution =
  | { readonly kind: "fill"; readonly timeMs: number; readonly execution: Execution }
  | { readonly kind: "funding"; readonly timeMs: number }
  | { readonly kind: "unknown"; readonly timeMs: number; readonly market: Market | null; readonly reason: string };

const DIGITS_OF_MS = 13;

/**
 * Ids of contracts are random: with their time in front they rise, so that what is behind one can be asked for and
 * told apart. The venue's own id stands behind it.
 */
export const tradeIdOf = (timeMs: number, executionId: string): string =>
  `${String(timeMs).padStart(DIGITS_OF_MS, "0")}-${executionId}`;

const TRADE_ID = /^(\d{13})-/;

/** When a trade happened, by its id. */
export const timeOfTradeId = (tradeId: string): number | null => {
  const ms = TRADE_ID.exec(tradeId)?.[1];
  return ms === undefined ? null : Number(ms);
};

const SIDES: Readonly<Record<string, Fill["side"]>> = { Buy: "buy", Sell: "sell" };

function fillOf(row: Fields, market: Market, timeMs: number, realisedProfit: Amount, origin: FillOrigin): Fill {
  const { instrument } = market;
  const side = meaningOf(SIDES, text(row, "side"));
  if (side === undefined) throw new Malformed("an execution on no side");
  const price = priceFromWire(market, text(row, "execPrice"), "execPrice");
  const quantity = quantityFromWire(market, text(row, "execQty"), "execQty");
  const isSpot = instrument.kind === "spot";
  const clientOrderId = ourOrderId(text(row, "orderLinkId"));
  return {
    venue: BYBIT,
    instrument: instrument.index,
    tradeId: tradeIdOf(timeMs, text(row, "execId")),
    clientOrderId,
    origin: origin === "order" && clientOrderId === null && !isEmpty(row, "orderLinkId") ? "stranger" : origin,
    venueOrderId: text(row, "orderId"),
    side,
    price,
    quantity,
    // On contracts no such amount changes hands; the venue cuts what it shows of it.
    quote: isSpot
      ? amountOf(row, "execValue")
      : notional(price, instrument.priceScale, quantity, instrument.quantityScale),
    fee: isEmpty(row, "execFee") ? ZERO : amountOf(row, "execFee"),
    feeAsset: isEmpty(row, "feeCurrency") ? instrument.settle : asset(text(row, "feeCurrency")),
    realisedProfit,
    maker: flag(row, "isMaker"),
    venueTimeMs: venueTime(timeMs),
  };
}

/** One row of the list, or of the private stream, where its category is named in it. */
export function executionOf(row: Fields, markets: ReadonlyMap<string, Market>): ReadExecution {
  const timeMs = timeOf(row, "execTime");
  const type = text(row, "execType");
  const kind = meaningOf(KINDS, type);
  const symbol = text(row, "symbol");
  const market = markets.get(symbol) ?? null;
  if (kind === "funding") return { kind, timeMs };
  const reason = `${symbol.slice(0, 40)}: an execution of the kind ${type.slice(0, 40)}`;
  if (kind === undefined) return { kind: "unknown", timeMs, market, reason };
  if (market === null) throw new Malformed(`a trade in ${symbol.slice(0, 40)}, which the catalogue does not have`);
  const closes =
    market.instrument.kind === "perpetual" && !isEmpty(row, "closedSize") && amountOf(row, "closedSize") !== ZERO;
  const profit = isEmpty(row, "execPnl") ? ZERO : amountOf(row, "execPnl");
  const fill = fillOf(row, market, timeMs, profit, kind);
  return { kind: "fill", timeMs, execution: { fill, executionId: text(row, "execId"), closes } };
}

export type ExecutionPage = { readonly rows: readonly ReadExecution[]; readonly cursor: string };

export function parseExecutions(answer: unknown, markets: Markets, category: Category): ExecutionPage {
  const { rows, cursor } = pageOf(answer);
  const known = category === "spot" ? markets.spot : markets.perpetual;
  return { rows: rows.map((row) => executionOf(row, known)), cursor };
}
