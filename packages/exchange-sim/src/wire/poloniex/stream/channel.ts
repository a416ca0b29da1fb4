import type { Door } from "../address.ts";
import { intervalMinutes } from "../candles.ts";

export type ChannelKind =
  | "ticker"
  | "trades"
  | "book"
  | "book-differences"
  | "candles"
  | "mark"
  | "mark-candles"
  | "index"
  | "index-candles"
  | "funding"
  | "limits"
  | "interest"
  | "catalogue"
  | "liquidations"
  | "orders"
  | "fills"
  | "positions"
  | "account"
  | "balances";

export interface Channel {
  readonly name: string;
  readonly kind: ChannelKind;
  /** Of a candle; 0 for everything else. */
  readonly minutes: number;
}

type Kinds = Readonly<Record<string, ChannelKind>>;

const SPOT_PUBLIC: Kinds = {
  ticker: "ticker",
  trades: "trades",
  book: "book",
  book_lv2: "book-differences",
  symbols: "catalogue",
};
const SPOT_PRIVATE: Kinds = { orders: "orders", balances: "balances" };
const FUTURES_PUBLIC: Kinds = {
  tickers: "ticker",
  trades: "trades",
  book: "book",
  book_lv2: "book-differences",
  mark_price: "mark",
  index_price: "index",
  funding_rate: "funding",
  limit_price: "limits",
  open_interest: "interest",
  liquidation_orders: "liquidations",
  symbol: "catalogue",
};
const FUTURES_PRIVATE: Kinds = { orders: "orders", trade: "fills", positions: "positions", account: "account" };

const CANDLES = /^(mark_price_|index_)?candles_([a-z]+_\d+)$/;
const CANDLE_KINDS: Readonly<Record<string, ChannelKind>> = { mark_price_: "mark-candles", index_: "index-candles" };

/** A channel as this door knows it; null for what does not exist here. */
export function channelOf(door: Door, name: string): Channel | null {
  const [open, closed] = door.market === "spot" ? [SPOT_PUBLIC, SPOT_PRIVATE] : [FUTURES_PUBLIC, FUTURES_PRIVATE];
  const kinds = door.private ? closed : open;
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind !== undefined) return { name, kind, minutes: 0 };
  const candles = door.private ? null : CANDLES.exec(name);
  if (candles === null) return null;
  const [, series = "", interval = ""] = candles;
  const minutes = intervalMinutes(interval.toUpperCase());
  if (minutes === null || (door.market === "spot" && series !== "")) return null;
  return { name, kind: CANDLE_KINDS[series] ?? "candles", minutes };
}

/** Books are told by name only, and so are private channels that have no symbols. */
export const takesAll = ({ kind }: Channel): boolean => kind !== "book" && kind !== "book-differences";
export const hasSymbols = ({ kind }: Channel): boolean => kind !== "balances" && kind !== "account";
