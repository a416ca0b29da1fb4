import { invariant } from "@evenkeel/core/units";
import type { Market } from "../../instrument.ts";

/** What a captured frame tells. */
export const TICKER = 0;
export const DEPTH = 1;
export const TRADE = 2;
export type FrameKind = typeof TICKER | typeof DEPTH | typeof TRADE;

/** Prices at two digits, quantities at the market's `quantityScale`. */
export interface Sizes {
  readonly price: Float64Array;
  readonly quantity: Float64Array;
}

/** Levels of many frames, one after another: those of frame n lie from `from[n]` up to `from[n + 1]`. */
export interface LevelRows extends Sizes {
  readonly from: Uint32Array;
}

/** Everything captured of one market, in the order in which it came. Times are the venue's. */
export interface FrameRecord {
  readonly symbol: string;
  readonly market: Market;
  readonly quantityScale: number;
  readonly kinds: Uint8Array;
  /** When a frame reaches whoever listens. */
  readonly atMs: Float64Array;
  /** Its row among the frames of its kind. */
  readonly rows: Uint32Array;
  readonly tickers: {
    readonly id: Float64Array;
    readonly eventMs: Float64Array;
    readonly transactMs: Float64Array;
    readonly bids: Sizes;
    readonly asks: Sizes;
  };
  readonly depths: {
    /** The last id of the frame before the first of these. */
    readonly before: number;
    readonly first: Float64Array;
    readonly last: Float64Array;
    readonly eventMs: Float64Array;
    readonly transactMs: Float64Array;
    readonly bids: LevelRows;
    readonly asks: LevelRows;
  };
  readonly trades: Sizes & {
    readonly id: Float64Array;
    readonly eventMs: Float64Array;
    readonly transactMs: Float64Array;
    /** 1 where the buyer waited. */
    readonly maker: Uint8Array;
  };
  /** The book that the venue gave when it was asked, before the first of these frames that it does not hold. */
  readonly snapshot: { readonly id: number; readonly bids: Sizes; readonly asks: Sizes };
  readonly fundingMs: Float64Array;
  readonly fundingRate: Int32Array;
}

/** Prices of the record have two digits at both markets; a spot quantity had up to six in the books of that day. */
export const PRICE_SCALE = 2;
const QUANTITY_SCALES: Readonly<Record<Market, number>> = { spot: 6, futures: 3 };

type Columns = (name: string) => Float64Array;

/** A record's text: one line a column, its name and then its numbers, most of them as changes from the one before. */
export function parseFrames(text: string): FrameRecord {
  const lines = new Map(
    text.split("\n").flatMap((line) => {
      const space = line.indexOf(" ");
      return space < 0 ? [] : [[line.slice(0, space), line.slice(space + 1)] as const];
    }),
  );
  const line = (name: string): string => lines.get(name) ?? "";
  const column: Columns = (name) =>
    line(name) === "" ? new Float64Array(0) : Float64Array.from(line(name).split(" "), Number);
  const market: Market = line("market") === "spot" ? "spot" : "futures";
  const quantityScale = QUANTITY_SCALES[market];
  const [priceDigits = 0, quantityDigits = 0] = column("scales");
  const priceUnit = 10 ** (PRICE_SCALE - priceDigits);
  const unit = 10 ** (quantityScale - quantityDigits);
  const scaled: Columns = (name) => column(name).map((value) => Math.round(value * unit));
  const priced: Columns = (name) => column(name).map((value) => value * priceUnit);
  const kinds = Uint8Array.from(line("kinds"), (kind) => (kind === "b" ? TICKER : kind === "d" ? DEPTH : TRADE));
  const atMs = running(column("at"));
  invariant(kinds.length > 0 && kinds.length === atMs.length, "a record of frames without its times");
  const rows = rowsOf(kinds);
  const own = (kind: FrameKind): Float64Array => atMs.filter((_, at) => kinds[at] === kind);
  const depths = depthsOf(column, priced, scaled, own(DEPTH));
  return {
    symbol: line("symbol"),
    market,
    quantityScale,
    kinds,
    atMs,
    rows,
    depths,
    tickers: tickersOf(column, priced, scaled, own(TICKER), kinds, depths.last, column("snapshotId")[0] ?? 0),
    trades: tradesOf(column, priced, scaled, own(TRADE)),
    snapshot: {
      id: column("snapshotId")[0] ?? 0,
      bids: { price: running(priced("snapshotBids")), quantity: scaled("snapshotBidsSize") },
      asks: { price: running(priced("snapshotAsks")), quantity: scaled("snapshotAsksSize") },
    },
    fundingMs: column("fundingMs"),
    fundingRate: Int32Array.from(column("fundingRate")),
  };
}

function running(changes: Float64Array, from = 0): Float64Array {
  let value = from;
  return changes.map((change) => {
    value += change;
    return value;
  });
}

function rowsOf(kinds: Uint8Array): Uint32Array {
  const next = [0, 0, 0];
  return Uint32Array.from(kinds, (kind) => {
    const row = next[kind] ?? 0;
    next[kind] = row + 1;
    return row;
  });
}

const less = (from: Float64Array, by: Float64Array): Float64Array =>
  by.length === 0 ? from : from.map((value, row) => value - (by[row] ?? 0));

function depthsOf(column: Columns, priced: Columns, scaled: Columns, atMs: Float64Array): FrameRecord["depths"] {
  const eventMs = less(atMs, column("depthEvent"));
  const [begins, spans] = [column("depthFirst"), column("depthLast")];
  const first = new Float64Array(begins.length);
  const last = new Float64Array(begins.length);
  const base = column("depthBase")[0] ?? 0;
  let before = base;
  for (let row = 0; row < begins.length; row++) {
    first[row] = before + (begins[row] ?? 0);
    before = (first[row] ?? 0) + (spans[row] ?? 0);
    last[row] = before;
  }
  const side = (name: string): LevelRows => {
    const from = new Uint32Array(begins.length + 1);
    for (const [row, count] of column(`${name}Count`).entries()) from[row + 1] = (from[row] ?? 0) + count;
    const price = priced(name);
    for (let row = 0; row < begins.length; row++) {
      const begin = from[row] ?? 0;
      price.set(running(price.subarray(begin, from[row + 1])), begin);
    }
    return { from, price, quantity: scaled(`${name}Size`) };
  };
  const transactMs = less(eventMs, column("depthTrade"));
  return { before: base, first, last, eventMs, transactMs, bids: side("bids"), asks: side("asks") };
}

/** A ticker's id counts on from whichever frame with an id came before it, the snapshot first. */
function tickersOf(
  column: Columns,
  priced: Columns,
  scaled: Columns,
  atMs: Float64Array,
  kinds: Uint8Array,
  depthIds: Float64Array,
  snapshotId: number,
): FrameRecord["tickers"] {
  const changes = column("tickerId");
  const id = new Float64Array(changes.length);
  let [before, ticker, depth] = [snapshotId, 0, 0];
  for (const kind of kinds) {
    if (kind === DEPTH) before = depthIds[depth++] ?? 0;
    if (kind !== TICKER) continue;
    before += changes[ticker] ?? 0;
    id[ticker++] = before;
  }
  const bid = running(priced("bid"));
  const spreads = priced("spread");
  const ask = bid.map((price, row) => price + (spreads[row] ?? 0));
  const eventMs = less(atMs, column("tickerEvent"));
  return {
    id,
    eventMs,
    transactMs: less(eventMs, column("tickerTrade")),
    bids: { price: bid, quantity: scaled("bidSize") },
    asks: { price: ask, quantity: scaled("askSize") },
  };
}

function tradesOf(column: Columns, priced: Columns, scaled: Columns, atMs: Float64Array): FrameRecord["trades"] {
  const eventMs = less(atMs, column("tradeEvent"));
  return {
    id: running(column("tradeId")),
    eventMs,
    transactMs: less(eventMs, column("tradeTime")),
    price: running(priced("tradePrice")),
    quantity: scaled("tradeSize"),
    maker: Uint8Array.from(column("maker")),
  };
}
