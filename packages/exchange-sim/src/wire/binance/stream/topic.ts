import type { Market } from "../../../world/instrument.ts";

/** The three doors of the futures streams and the one of spot. What belongs to another door is never sent. */
export type StreamFamily = "spot" | "futures-public" | "futures-market" | "futures-private";

export type Topic =
  | { readonly kind: "book-ticker"; readonly market: Market; readonly index: number; readonly name: string }
  | { readonly kind: "all-book-tickers"; readonly market: Market; readonly name: string }
  | {
      readonly kind: "depth";
      readonly market: Market;
      readonly index: number;
      /** Null streams differences, a number the whole top of the book. */
      readonly levels: number | null;
      readonly name: string;
    }
  | { readonly kind: "mark-price"; readonly index: number; readonly name: string }
  | { readonly kind: "all-mark-prices"; readonly name: string }
  | { readonly kind: "trade"; readonly market: Market; readonly index: number; readonly name: string };

export interface SymbolIndex {
  readonly spot: ReadonlyMap<string, number>;
  readonly futures: ReadonlyMap<string, number>;
}

const DEPTH = /^depth(5|10|20)?(@(100|250|500|1000)ms)?$/;

/** A stream's name as this door knows it; null for what does not exist here. */
export function parseTopic(family: StreamFamily, name: string, symbols: SymbolIndex): Topic | null {
  if (family === "futures-private") return null;
  const market: Market = family === "spot" ? "spot" : "futures";
  if (name === "!bookTicker") return family === "futures-public" ? { kind: "all-book-tickers", market, name } : null;
  if (/^!markPrice@arr(@1s)?$/.test(name))
    return family === "futures-market" ? { kind: "all-mark-prices", name } : null;
  const split = name.indexOf("@");
  const index = split < 0 ? undefined : symbols[market].get(name.slice(0, split).toUpperCase());
  if (index === undefined) return null;
  const stream = name.slice(split + 1);
  if (family === "futures-market") return marketTopic(stream, index, name);
  if (stream === "bookTicker") return { kind: "book-ticker", market, index, name };
  if (market === "spot" && (stream === "trade" || stream === "aggTrade")) return { kind: "trade", market, index, name };
  const depth = DEPTH.exec(stream);
  if (depth === null) return null;
  return { kind: "depth", market, index, levels: depth[1] === undefined ? null : Number(depth[1]), name };
}

function marketTopic(stream: string, index: number, name: string): Topic | null {
  if (/^markPrice(@1s)?$/.test(stream)) return { kind: "mark-price", index, name };
  return stream === "aggTrade" ? { kind: "trade", market: "futures", index, name } : null;
}
