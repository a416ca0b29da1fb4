import type { Market } from "../../../world/instrument.ts";
import type { BybitSession } from "../session.ts";

export type Topic =
  | { readonly kind: "ticker"; readonly market: Market; readonly index: number }
  | { readonly kind: "book"; readonly market: Market; readonly index: number; readonly depth: number }
  | { readonly kind: "trade"; readonly market: Market; readonly index: number }
  | { readonly kind: "kline"; readonly market: Market; readonly index: number; readonly interval: string }
  | { readonly kind: "liquidation"; readonly index: number };

const NAME =
  /^(tickers|orderbook\.(?:1|50|200|500|1000)|publicTrade|kline\.(?:\d{1,3}|[DWM])|allLiquidation)\.([^.]+)$/;

export type TopicProblem = "unknown-topic" | "unknown-symbol";

/** A public topic by its name, or what is wrong with it. */
export function parseTopic(name: string, market: Market, symbols: BybitSession["symbols"]): Topic | TopicProblem {
  const found = NAME.exec(name);
  if (found === null) return "unknown-topic";
  const [, head = "", symbol = ""] = found;
  const [kind, detail = ""] = head.split(".");
  const index = symbols[market].get(symbol);
  if (index === undefined) return "unknown-symbol";
  if (kind === "tickers") return { kind: "ticker", market, index };
  if (kind === "orderbook") return { kind: "book", market, index, depth: Number(detail) };
  if (kind === "publicTrade") return { kind: "trade", market, index };
  if (kind === "allLiquidation") return market === "futures" ? { kind: "liquidation", index } : "unknown-topic";
  return { kind: "kline", market, index, interval: detail };
}

export type PrivateTopic = "order" | "execution" | "execution.fast" | "position" | "wallet";
export type PrivateCategory = "spot" | "linear" | "inverse" | "option";

const PRIVATE = /^(order|execution\.fast|execution|position|wallet)(?:\.(spot|linear|inverse|option))?$/;

/** A private topic, of every category or of one. */
export function parsePrivateTopic(
  name: string,
): { readonly topic: PrivateTopic; readonly category: PrivateCategory | null } | null {
  const found = PRIVATE.exec(name);
  if (found === null) return null;
  const topic = found[1] as PrivateTopic;
  const category = (found[2] as PrivateCategory | undefined) ?? null;
  return topic === "wallet" && category !== null ? null : { topic, category };
}
