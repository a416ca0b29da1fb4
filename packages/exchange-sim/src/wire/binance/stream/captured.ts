import type { ExchangeState } from "../../../exchange/state.ts";
import { MARKETS, type Market } from "../../../world/instrument.ts";
import type { FrameBook } from "../../../world/recorded/frames/book.ts";
import { capturedBook } from "../../../world/recorded/frames/frames.ts";
import {
  DEPTH,
  type FrameRecord,
  type LevelRows,
  PRICE_SCALE,
  type Sizes,
  TICKER,
  TRADE,
} from "../../../world/recorded/frames/record.ts";
import { bookKey, currentBook, printer } from "../market-data.ts";
import { deliverTopic } from "./connection.ts";
import type { Groups, Subscriber } from "./groups.ts";
import { partialDepthFrame } from "./market-frames.ts";

/** Tells captured frames as they were, in their order; what they do not hold is not told. */
export interface CapturedPublisher {
  publish(groups: Groups): void;
}

/** The whole top of a book is told at most this often, as the venue does. */
const PARTIAL_MS = 100;

/** Null where the world is not told from frames. */
export function createCaptured(state: ExchangeState): CapturedPublisher | null {
  if (state.world.recorded?.kind !== "frames") return null;
  const told = new Map<string, number>();
  const partialMs = new Map<string, number>();

  const publishBook = (groups: Groups, book: FrameBook, index: number, market: Market): void => {
    const key = bookKey(market, index);
    const { record, count } = book;
    for (let at = told.get(key) ?? count; at < count; at++) {
      const kind = record.kinds[at] ?? TICKER;
      tell(listenersOf(groups, key, market, kind), () => capturedFrame(record, at));
      const aggregated = kind === TRADE ? groups.seconds.get(`aggregate-trade:${key}`) : undefined;
      if (aggregated !== undefined) tell(aggregated, () => aggregateFrame(record, record.rows[at] ?? 0));
    }
    told.set(key, count);
    if (state.nowMs - (partialMs.get(key) ?? 0) < PARTIAL_MS) return;
    partialMs.set(key, state.nowMs);
    const instrument = state.world.instruments[index];
    for (const { connection, topic } of groups.depths.get(key) ?? []) {
      if (topic.levels === null || instrument === undefined) continue;
      const top = currentBook(state, index, market, topic.levels);
      deliverTopic(connection, topic.name, partialDepthFrame(instrument, market, top, topic.levels, state.nowMs));
    }
  };

  return {
    publish: (groups) => {
      for (const { index } of state.world.instruments) {
        for (const market of MARKETS) {
          const book = capturedBook(state.world.recorded, index, market);
          if (book !== null) publishBook(groups, book, index, market);
        }
      }
    },
  };
}

function tell(listeners: readonly Subscriber[], make: () => string): void {
  if (listeners.length === 0) return;
  const frame = make();
  for (const { connection, topic } of listeners) deliverTopic(connection, topic.name, frame);
}

function listenersOf(groups: Groups, key: string, market: Market, kind: number): readonly Subscriber[] {
  if (kind === TICKER) {
    const some = groups.tickers.get(key) ?? [];
    return market === "futures" ? [...some, ...groups.allTickers] : some;
  }
  if (kind === DEPTH) return (groups.depths.get(key) ?? []).filter(({ topic }) => topic.levels === null);
  return groups.seconds.get(`trade:${key}`) ?? [];
}

/** A captured frame, byte for byte as it was received. */
export function capturedFrame(record: FrameRecord, at: number): string {
  const row = record.rows[at] ?? 0;
  if (record.kinds[at] === TICKER) return tickerFrame(record, row);
  return record.kinds[at] === DEPTH ? depthFrame(record, row) : tradeFrame(record, row);
}

const priceOf = ({ market }: FrameRecord, { price }: Sizes, at: number): string =>
  printer(market)(price[at] ?? 0, PRICE_SCALE);
const sizeOf = ({ market, quantityScale }: FrameRecord, { quantity }: Sizes, at: number): string =>
  printer(market)(quantity[at] ?? 0, quantityScale);

function tickerFrame(record: FrameRecord, row: number): string {
  const { id, bids, asks, eventMs, transactMs } = record.tickers;
  const best = `"u":${id[row]},"s":"${record.symbol}","b":"${priceOf(record, bids, row)}","B":"${sizeOf(record, bids, row)}","a":"${priceOf(record, asks, row)}","A":"${sizeOf(record, asks, row)}"`;
  return record.market === "spot"
    ? `{${best}}`
    : `{"e":"bookTicker",${best},"T":${transactMs[row]},"E":${eventMs[row]}}`;
}

function depthFrame(record: FrameRecord, row: number): string {
  const { before, first, last, eventMs, transactMs, bids, asks } = record.depths;
  const futures = record.market === "futures";
  const times = futures ? `"E":${eventMs[row]},"T":${transactMs[row]}` : `"E":${eventMs[row]}`;
  const previous = futures ? `,"pu":${row === 0 ? before : last[row - 1]}` : "";
  return `{"e":"depthUpdate",${times},"s":"${record.symbol}","U":${first[row]},"u":${last[row]}${previous},"b":${levels(record, bids, row)},"a":${levels(record, asks, row)}}`;
}

function levels(record: FrameRecord, rows: LevelRows, row: number): string {
  const texts: string[] = [];
  for (let at = rows.from[row] ?? 0; at < (rows.from[row + 1] ?? 0); at++) {
    texts.push(`["${priceOf(record, rows, at)}","${sizeOf(record, rows, at)}"]`);
  }
  return `[${texts.join(",")}]`;
}

function tradeFrame(record: FrameRecord, row: number): string {
  const { trades, symbol } = record;
  const [event, traded, maker] = [trades.eventMs[row], trades.transactMs[row], trades.maker[row] === 1];
  const what = `"s":"${symbol}","t":${trades.id[row]},"p":"${priceOf(record, trades, row)}","q":"${sizeOf(record, trades, row)}"`;
  return record.market === "spot"
    ? `{"e":"trade","E":${event},${what},"T":${traded},"m":${maker},"M":true}`
    : `{"e":"trade","E":${event},"T":${traded},${what},"X":"MARKET","m":${maker}}`;
}

/** Aggregates were not captured: every trade is one of its own, under the trade's id. */
function aggregateFrame(record: FrameRecord, row: number): string {
  const { trades, symbol, market } = record;
  const [id, size] = [trades.id[row], sizeOf(record, trades, row)];
  return JSON.stringify({
    e: "aggTrade",
    E: trades.eventMs[row],
    s: symbol,
    a: id,
    p: priceOf(record, trades, row),
    q: size,
    ...(market === "futures" ? { nq: size } : {}),
    f: id,
    l: id,
    T: trades.transactMs[row],
    m: trades.maker[row] === 1,
    ...(market === "spot" ? { M: true } : {}),
  });
}
