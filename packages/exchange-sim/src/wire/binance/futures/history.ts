import { fixed, money } from "../format.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { integerOf, limitOf, type Route, type RouteContext, type Routes } from "../request.ts";

const signed = (weight: number, handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "signed",
  weight,
  market: "futures",
  handle,
  ...more,
});

const WEEK_MS = 7 * 86_400_000;

interface Window {
  readonly startMs: number;
  readonly endMs: number;
  /** With a start or an id the oldest rows come first off the page, else the newest ones. */
  readonly newest: boolean;
}

/** Binance's window: seven days from the start where only one end is given. */
function windowOf(params: ReadonlyMap<string, string>, nowMs: number): Window {
  const startMs = integerOf(params, "startTime");
  const endMs = integerOf(params, "endTime");
  if (startMs === null) return { startMs: endMs === null ? 0 : endMs - WEEK_MS, endMs: endMs ?? nowMs, newest: true };
  return { startMs, endMs: endMs ?? Math.min(nowMs, startMs + WEEK_MS), newest: false };
}

function userTrades({ state, account, params, instrument }: RouteContext): Outcome {
  if (instrument === null) return refuse(ERRORS.badSymbol);
  const fromId = integerOf(params, "fromId");
  const orderId = integerOf(params, "orderId");
  const limit = limitOf(params, 500, 1_000);
  const { startMs, endMs, newest } =
    fromId === null ? windowOf(params, state.nowMs) : { startMs: 0, endMs: state.nowMs, newest: false };
  const { futures } = instrument;
  const rows = account.futuresTrades.filter(
    (trade) =>
      trade.instrument === instrument.index &&
      trade.id >= (fromId ?? 0) &&
      (orderId === null || trade.orderId === orderId) &&
      trade.timeMs >= startMs &&
      trade.timeMs <= endMs,
  );
  return body(
    (newest ? rows.slice(-limit) : rows.slice(0, limit)).map((trade) => ({
      symbol: futures.symbol,
      id: trade.id,
      orderId: trade.orderId,
      side: trade.side,
      price: fixed(trade.price, futures.priceScale),
      qty: fixed(trade.quantity, futures.quantityScale),
      realizedPnl: money(trade.realizedPnl),
      quoteQty: money(trade.quote),
      commission: money(trade.commission),
      commissionAsset: trade.commissionAsset,
      time: trade.timeMs,
      positionSide: trade.positionSide,
      buyer: trade.side === "BUY",
      maker: trade.maker,
    })),
  );
}

function income({ state, account, params, instrument }: RouteContext): Outcome {
  const type = params.get("incomeType") || null;
  const limit = limitOf(params, 100, 1_000);
  const { startMs, endMs, newest } = windowOf(params, state.nowMs);
  const rows = account.income.filter(
    (row) =>
      (type === null || row.type === type) &&
      (instrument === null || row.symbol === instrument.futures.symbol) &&
      row.timeMs >= startMs &&
      row.timeMs <= endMs,
  );
  const page = integerOf(params, "page") ?? 1;
  const from = (page - 1) * limit;
  const shown = newest ? rows.slice(-limit) : rows.slice(from, from + limit);
  return body(
    shown.map((row) => ({
      symbol: row.symbol,
      incomeType: row.type,
      income: money(row.amount),
      asset: row.asset,
      time: row.timeMs,
      info: row.type === "TRANSFER" ? "" : row.type,
      tranId: row.id,
      tradeId: row.tradeId === null ? "" : String(row.tradeId),
    })),
  );
}

export const FUTURES_HISTORY_ROUTES: Routes = {
  "GET /fapi/v1/userTrades": signed(5, userTrades, { symbol: "required" }),
  "GET /fapi/v1/income": signed(30, income, { symbol: "optional", integers: ["page"] }),
};
