import type { Market } from "../../../world/instrument.ts";
import type { SymbolIndex } from "../../symbols.ts";
import { type Interval, intervalOf } from "../candles.ts";

/** The three doors of the futures streams and the one of spot. What belongs to another door is never sent. */
export type StreamFamily = "spot" | "futures-public" | "futures-market" | "futures-private";

interface Named {
  readonly name: string;
}

interface OfOne extends Named {
  readonly market: Market;
  readonly index: number;
}

export type Topic =
  | (OfOne & { readonly kind: "book-ticker" })
  | (Named & { readonly kind: "all-book-tickers" })
  /** Null streams differences, a number the whole top of the book. */
  | (OfOne & { readonly kind: "depth"; readonly levels: number | null })
  | (OfOne & { readonly kind: "mark-price" })
  | (Named & { readonly kind: "all-mark-prices" })
  | (OfOne & { readonly kind: "trade" | "aggregate-trade" })
  | (OfOne & { readonly kind: "ticker" | "mini-ticker" | "average-price" })
  | (Named & { readonly kind: "all-tickers" | "all-mini-tickers"; readonly market: Market })
  | (OfOne & { readonly kind: "candle"; readonly interval: Interval })
  | (OfOne & { readonly kind: "forced-order" })
  | (Named & { readonly kind: "all-forced-orders" });

const DEPTH = /^depth(5|10|20)?(@(0|100|250|500|1000)ms)?$/;

/** A stream's name as this door knows it; null for what does not exist here. */
export function parseTopic(
  family: StreamFamily,
  name: string,
  symbols: Readonly<Record<Market, SymbolIndex>>,
): Topic | null {
  if (family === "futures-private") return null;
  if (name.startsWith("!")) return topicOfAll(family, name);
  const market: Market = family === "spot" ? "spot" : "futures";
  const split = name.indexOf("@");
  const index = split < 0 ? undefined : symbols[market].get(name.slice(0, split).toUpperCase());
  if (index === undefined) return null;
  const of = { market, index, name } as const;
  const stream = name.slice(split + 1);
  switch (family) {
    case "spot":
      return quotes(stream, of) ?? statistics(stream, of) ?? trades(stream, of);
    case "futures-public":
      return quotes(stream, of) ?? (stream === "trade" ? { kind: "trade", ...of } : null);
    case "futures-market":
      if (/^markPrice(@1s)?$/.test(stream)) return { kind: "mark-price", ...of };
      if (stream === "forceOrder") return { kind: "forced-order", ...of };
      return statistics(stream, of) ?? (stream === "aggTrade" ? { kind: "aggregate-trade", ...of } : null);
  }
}

/** Spot has no `!bookTicker` any more, and no `!ticker@arr` since the single ones took its place. */
function topicOfAll(family: StreamFamily, name: string): Topic | null {
  if (family === "futures-public") return name === "!bookTicker" ? { kind: "all-book-tickers", name } : null;
  const market = family === "spot" ? "spot" : "futures";
  if (name === "!miniTicker@arr") return { kind: "all-mini-tickers", market, name };
  if (market === "spot") return null;
  if (name === "!ticker@arr") return { kind: "all-tickers", market, name };
  if (name === "!forceOrder@arr") return { kind: "all-forced-orders", name };
  return /^!markPrice@arr(@1s)?$/.test(name) ? { kind: "all-mark-prices", name } : null;
}

function quotes(stream: string, of: OfOne): Topic | null {
  if (stream === "bookTicker") return { kind: "book-ticker", ...of };
  const depth = DEPTH.exec(stream);
  if (depth === null) return null;
  return { kind: "depth", levels: depth[1] === undefined ? null : Number(depth[1]), ...of };
}

function statistics(stream: string, of: OfOne): Topic | null {
  if (stream === "ticker") return { kind: "ticker", ...of };
  if (stream === "miniTicker") return { kind: "mini-ticker", ...of };
  if (stream === "avgPrice" && of.market === "spot") return { kind: "average-price", ...of };
  const interval = stream.startsWith("kline_") ? intervalOf(stream.slice("kline_".length)) : null;
  return interval === null ? null : { kind: "candle", interval, ...of };
}

function trades(stream: string, of: OfOne): Topic | null {
  if (stream === "trade") return { kind: "trade", ...of };
  return stream === "aggTrade" ? { kind: "aggregate-trade", ...of } : null;
}
