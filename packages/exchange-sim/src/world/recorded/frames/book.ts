import { DEPTH, type FrameRecord, type LevelRows, type Sizes, TICKER } from "./record.ts";

/** One captured market as far as its frames have come. */
export interface FrameBook {
  readonly record: FrameRecord;
  /** How many frames have come. */
  count: number;
  /** Last update that the levels hold. */
  updateId: number;
  /** When it happened, as the venue told. */
  updatedMs: number;
  /** Row of the newest ticker; −1 before the first. */
  ticker: number;
  readonly bids: Map<number, number>;
  readonly asks: Map<number, number>;
  /** Both sides sorted, best first, until the next update. */
  sorted: { readonly bids: readonly Row[]; readonly asks: readonly Row[] } | null;
}

export interface Row {
  readonly price: number;
  readonly quantity: number;
}

export function createFrameBook(record: FrameRecord): FrameBook {
  const fill = ({ price, quantity }: Sizes) => new Map(Array.from(price, (each, at) => [each, quantity[at] ?? 0]));
  return {
    record,
    count: 0,
    updateId: record.snapshot.id,
    updatedMs: record.atMs[0] ?? 0,
    ticker: -1,
    bids: fill(record.snapshot.bids),
    asks: fill(record.snapshot.asks),
    sorted: null,
  };
}

/** Takes in every frame that has come by now. */
export function playFrames(book: FrameBook, venueMs: number): void {
  const { kinds, atMs, rows, depths } = book.record;
  for (; book.count < kinds.length && (atMs[book.count] ?? 0) <= venueMs; book.count++) {
    const row = rows[book.count] ?? 0;
    if (kinds[book.count] === TICKER) book.ticker = row;
    if (kinds[book.count] !== DEPTH) continue;
    set(book.bids, depths.bids, row);
    set(book.asks, depths.asks, row);
    book.updateId = depths.last[row] ?? 0;
    book.updatedMs = depths.eventMs[row] ?? 0;
    book.sorted = null;
  }
}

function set(side: Map<number, number>, { from, price, quantity }: LevelRows, row: number): void {
  for (let at = from[row] ?? 0; at < (from[row + 1] ?? 0); at++) {
    const size = quantity[at] ?? 0;
    if (size === 0) side.delete(price[at] ?? 0);
    else side.set(price[at] ?? 0, size);
  }
}

/** The levels as the depth stream tells them, best first. */
export function depthRows(book: FrameBook): { readonly bids: readonly Row[]; readonly asks: readonly Row[] } {
  book.sorted ??= { bids: sorted(book.bids, -1), asks: sorted(book.asks, 1) };
  return book.sorted;
}

const sorted = (side: ReadonlyMap<number, number>, order: 1 | -1): Row[] =>
  Array.from(side, ([price, quantity]) => ({ price, quantity })).sort((a, b) => order * (a.price - b.price));

export interface Best {
  readonly bid: Row;
  readonly ask: Row;
}

/** Best bid and ask: the newest ticker's, which comes sooner than the depth does. */
export function bestRows(book: FrameBook): Best {
  const { bids, asks } = book.record.tickers;
  const row = Math.max(0, book.ticker);
  return {
    bid: { price: bids.price[row] ?? 0, quantity: bids.quantity[row] ?? 0 },
    ask: { price: asks.price[row] ?? 0, quantity: asks.quantity[row] ?? 0 },
  };
}

/** Level k that a taker meets: the ticker's best, then the depth behind it. Null behind the last. */
export function levelRow(book: FrameBook, taker: "BUY" | "SELL", k: number): Row | null {
  const { bid, ask } = bestRows(book);
  const best = taker === "BUY" ? ask : bid;
  if (k === 0) return best;
  const rows = taker === "BUY" ? depthRows(book).asks : depthRows(book).bids;
  return rows[firstBehind(rows, best.price, taker === "BUY" ? 1 : -1) + k - 1] ?? null;
}

function firstBehind(rows: readonly Row[], price: number, order: 1 | -1): number {
  let at = 0;
  while (at < rows.length && order * ((rows[at]?.price ?? 0) - price) <= 0) at += 1;
  return at;
}
