import type { OrderReport } from "@evenkeel/core/events";
import { type Fields, fields, list, Malformed, text } from "../../common/decode/json.ts";
import type { Market, Markets } from "../../common/market/market.ts";
import { timeOf } from "./answer.ts";
import { executionOf, type ReadExecution } from "./executions.ts";
import { ourOrderId, reportOf } from "./orders.ts";

/** What one frame of the private stream says. */
export type News =
  | { readonly kind: "executions"; readonly timeMs: number; readonly rows: readonly ReadExecution[] }
  | { readonly kind: "reports"; readonly timeMs: number; readonly reports: readonly OrderReport[] }
  /** The answer to what was asked of the stream itself. */
  | { readonly kind: "reply"; readonly op: string; readonly success: boolean; readonly message: string }
  | { readonly kind: "other" };

/** Options and inverse contracts are no business of ours: their news says nothing about what is traded here. */
function marketsOf(row: Fields, markets: Markets): ReadonlyMap<string, Market> | null {
  const category = text(row, "category");
  if (category === "spot") return markets.spot;
  return category === "linear" ? markets.perpetual : null;
}

const rowsOf = (frame: Fields): Fields[] => list(frame["data"], "data").map((each) => fields(each, "news"));

function reportsOf(frame: Fields, markets: Markets): OrderReport[] {
  return rowsOf(frame).flatMap((row) => {
    const known = marketsOf(row, markets);
    const clientOrderId = ourOrderId(text(row, "orderLinkId"));
    if (known === null || clientOrderId === null) return [];
    const symbol = text(row, "symbol");
    const market = known.get(symbol);
    if (market === undefined)
      throw new Malformed(`an order in ${symbol.slice(0, 40)}, which the catalogue does not have`);
    return [reportOf(row, market, clientOrderId)];
  });
}

function executionsOf(frame: Fields, markets: Markets): ReadExecution[] {
  return rowsOf(frame).flatMap((row) => {
    const known = marketsOf(row, markets);
    return known === null ? [] : [executionOf(row, known)];
  });
}

export function parseNews(frame: unknown, markets: Markets): News {
  const news = fields(frame, "news");
  const { topic } = news;
  if (topic === "execution") {
    const timeMs = timeOf(news, "creationTime");
    return { kind: "executions", timeMs, rows: executionsOf(news, markets) };
  }
  if (topic === "order")
    return { kind: "reports", timeMs: timeOf(news, "creationTime"), reports: reportsOf(news, markets) };
  if (topic !== undefined || typeof news["op"] !== "string") return { kind: "other" };
  const message = typeof news["ret_msg"] === "string" ? news["ret_msg"] : "";
  return { kind: "reply", op: news["op"], success: news["success"] === true, message };
}
