import type { ExchangeEvent } from "../../../exchange/event.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Instrument, Market } from "../../../world/instrument.ts";
import { createBestQuote, readBest, touchedBooks } from "../../book.ts";
import { contractTicker, spotTicker } from "../market-data.ts";
import type { BybitSession, PublishedBook } from "../session.ts";
import { bookKey, currentBook, snapshotBook } from "./book.ts";
import type { Connection } from "./connection.ts";
import {
  bookDelta,
  bookSnapshot,
  changedFields,
  klineFrame,
  liquidationFrame,
  openingAt,
  type StreamTicker,
  spotTickerFrame,
  takenFrame,
  tickerFrame,
  tradesFrame,
} from "./market-frames.ts";
import type { Topic } from "./topic.ts";

/** A best quote that has not changed is said again after this long. */
const BEST_REPEAT_MS = 3_000;

/** Sends what changed to whoever asked for it, at a bounded wall rate whatever the speed of the venue's time. */
export interface Publisher {
  publishQuotes(wallMs: number): void;
  publishSeconds(): void;
  /** The first frames of what somebody has just asked for, who is none of the readers yet. */
  welcome(connection: Connection, topics: readonly Topic[], wallMs: number): void;
  /** Frames for the public of what happened, made at once and sent when it is on the disk. */
  tell(events: readonly ExchangeEvent[]): () => void;
  topicsChanged(): void;
}

interface Feed {
  readonly name: string;
  readonly topic: Topic;
  readonly readers: Set<Connection>;
  /** What the readers have been told, by kind of topic. */
  ticker: StreamTicker | null;
  spot: string;
  bestMs: number;
  openMs: number;
}

const nameOf = (topic: Topic, instruments: readonly Instrument[]): string => {
  const instrument = instruments[topic.index];
  const market: Market = topic.kind === "liquidation" ? "futures" : topic.market;
  return `${topic.kind}:${market}:${topic.kind === "book" ? topic.depth : topic.kind === "kline" ? topic.interval : ""}:${instrument?.index}`;
};

export function createPublisher(
  state: ExchangeState,
  session: BybitSession,
  connections: ReadonlySet<Connection>,
): Publisher {
  const { instruments } = state.world;
  const feeds = new Map<string, Feed>();
  let sequence = Math.floor(state.nowMs / 10);
  const best = createBestQuote();
  let { edition } = state.world;
  let lastQuotesMs = -1;
  let lastSecondsMs = -1;

  const send = ({ readers }: Feed, frame: string): void => {
    for (const { client } of readers) client.push(frame);
  };

  const feedOf = (topic: Topic): Feed => {
    const name = nameOf(topic, instruments);
    let feed = feeds.get(name);
    if (feed === undefined) {
      feed = { name, topic, readers: new Set(), ticker: null, spot: "", bestMs: 0, openMs: 0 };
      feeds.set(name, feed);
    }
    return feed;
  };

  const tickerOf = (
    instrument: Instrument,
    touched: ReadonlySet<number>,
    before: StreamTicker | null,
  ): StreamTicker => {
    const ticker = contractTicker(state, instrument, touched);
    const rose = before === null || Number(ticker.lastPrice) >= Number(before.lastPrice);
    const same = before !== null && ticker.lastPrice === before.lastPrice;
    const tickDirection = same ? before.tickDirection : rose ? "PlusTick" : "MinusTick";
    return { ...ticker, tickDirection };
  };

  const publishTicker = (feed: Feed, instrument: Instrument, touched: ReadonlySet<number>): void => {
    if (feed.topic.kind !== "ticker") return;
    if (feed.topic.market === "spot") {
      const data = spotTicker(state, instrument);
      const told = JSON.stringify(data);
      if (told !== feed.spot) send(feed, spotTickerFrame(instrument.spot.symbol, data, sequence, state.nowMs));
      feed.spot = told;
      return;
    }
    const after = tickerOf(instrument, touched, feed.ticker);
    const { symbol } = instrument.futures;
    if (feed.ticker === null) send(feed, tickerFrame(symbol, "snapshot", after, sequence, state.nowMs));
    else {
      const changed = changedFields(feed.ticker, after);
      if (Object.keys(changed).length > 0) send(feed, tickerFrame(symbol, "delta", changed, sequence, state.nowMs));
    }
    feed.ticker = after;
  };

  /** Most books are asked for their best alone, which needs no walk over their levels. */
  const bestBook = (
    index: number,
    market: Market,
    touched: ReadonlySet<number>,
  ): Pick<PublishedBook, "bids" | "asks"> => {
    readBest(state, index, market, touched, best);
    return {
      bids: best.bid === 0 ? [] : [{ price: best.bid, quantity: best.bidQuantity }],
      asks: best.ask === 0 ? [] : [{ price: best.ask, quantity: best.askQuantity }],
    };
  };

  const publishBook = (
    index: number,
    market: Market,
    readers: readonly Feed[],
    touched: ReadonlySet<number>,
    wallMs: number,
  ): void => {
    const instrument = instruments[index];
    if (instrument === undefined) return;
    const levels = Math.max(...readers.map(({ topic }) => (topic.kind === "book" ? topic.depth : 0)));
    const current = levels === 1 ? bestBook(index, market, touched) : currentBook(state, index, market, levels);
    const told = session.books.get(bookKey(market, index));
    const before = told ?? currentBook(state, index, market, levels);
    const { bids, asks } = current;
    const after: PublishedBook = { updateId: before.updateId + 1, sequence, levels, bids, asks };
    let changed = false;
    for (const feed of readers) {
      if (feed.topic.kind !== "book") continue;
      const { depth } = feed.topic;
      const frame = bookDelta(instrument, market, depth, before, after, state.nowMs);
      changed ||= frame !== null;
      const repeats = told === undefined || (depth === 1 && wallMs - feed.bestMs >= BEST_REPEAT_MS);
      if (frame === null && !repeats) continue;
      feed.bestMs = wallMs;
      const whole = frame === null ? before : after;
      send(feed, depth === 1 || frame === null ? bookSnapshot(instrument, market, depth, whole, state.nowMs) : frame);
    }
    session.books.set(bookKey(market, index), changed || before.levels < levels ? after : before);
  };

  const publishKline = (feed: Feed, instrument: Instrument): void => {
    if (feed.topic.kind !== "kline") return;
    const { market, interval } = feed.topic;
    const openMs = openingAt(state.nowMs, interval);
    // A candle that ended since the last second is told once more, as finished.
    if (feed.openMs !== 0 && feed.openMs !== openMs) {
      const last = klineFrame(state, instrument, market, interval, feed.openMs);
      if (last !== null) send(feed, last);
    }
    feed.openMs = openMs;
    const frame = klineFrame(state, instrument, market, interval, openMs);
    if (frame !== null) send(feed, frame);
  };

  const booksAsked = (): Map<string, Feed[]> => {
    const asked = new Map<string, Feed[]>();
    for (const feed of feeds.values()) {
      if (feed.topic.kind !== "book") continue;
      const key = bookKey(feed.topic.market, feed.topic.index);
      asked.set(key, [...(asked.get(key) ?? []), feed]);
    }
    return asked;
  };

  /** Before a book is told deeper than it was, those who hear it already are brought to the same moment. */
  const deepen = (index: number, market: Market, depth: number, touched: ReadonlySet<number>, wallMs: number): void => {
    const told = session.books.get(bookKey(market, index));
    const readers = booksAsked().get(bookKey(market, index)) ?? [];
    if (told !== undefined && told.levels < depth) publishBook(index, market, readers, touched, wallMs);
  };

  return {
    topicsChanged: () => {
      for (const feed of feeds.values()) feed.readers.clear();
      for (const connection of connections) {
        for (const topic of connection.topics.values()) feedOf(topic).readers.add(connection);
      }
      for (const [name, { readers }] of feeds) if (readers.size === 0) feeds.delete(name);
      const asked = booksAsked();
      for (const key of session.books.keys()) if (!asked.has(key)) session.books.delete(key);
    },
    welcome: (connection, topics, wallMs) => {
      const touched = touchedBooks(state);
      for (const topic of topics) {
        const instrument = instruments[topic.index];
        if (instrument === undefined) continue;
        const feed = feedOf(topic);
        if (topic.kind === "book") deepen(topic.index, topic.market, topic.depth, touched, wallMs);
        const frame = firstFrame(state, session, feed, instrument, sequence, (before) =>
          tickerOf(instrument, touched, before),
        );
        if (frame !== null) connection.client.push(frame);
      }
    },
    publishQuotes: (wallMs) => {
      if (state.nowMs === lastQuotesMs) return;
      lastQuotesMs = state.nowMs;
      if (edition !== state.world.edition) {
        // Prices may be counted in other units from now on: everybody begins anew.
        edition = state.world.edition;
        session.books.clear();
        for (const feed of feeds.values()) feed.ticker = null;
      }
      sequence = Math.max(sequence + 1, Math.floor(state.nowMs / 10));
      const touched = touchedBooks(state);
      for (const feed of feeds.values()) {
        const instrument = instruments[feed.topic.index];
        if (instrument !== undefined) publishTicker(feed, instrument, touched);
      }
      for (const readers of booksAsked().values()) {
        const topic = readers[0]?.topic;
        if (topic?.kind === "book") publishBook(topic.index, topic.market, readers, touched, wallMs);
      }
    },
    publishSeconds: () => {
      if (state.nowMs === lastSecondsMs) return;
      lastSecondsMs = state.nowMs;
      for (const feed of feeds.values()) {
        const instrument = instruments[feed.topic.index];
        if (instrument === undefined) continue;
        publishKline(feed, instrument);
        const frame = feed.topic.kind === "trade" ? tradesFrame(state, instrument, feed.topic.market) : null;
        if (frame !== null) send(feed, frame);
      }
    },
    tell: (events) => {
      const frames: { readonly feed: Feed; readonly frame: string }[] = [];
      for (const event of events) {
        if (event.kind !== "order" || event.trade === null || event.trade.maker) continue;
        const { order, trade } = event;
        const instrument = instruments[trade.instrument];
        if (instrument === undefined) continue;
        const { market, instrument: index } = trade;
        const trades = feeds.get(nameOf({ kind: "trade", market, index }, instruments));
        if (trades !== undefined) frames.push({ feed: trades, frame: takenFrame(instrument, trade) });
        const ends = feeds.get(nameOf({ kind: "liquidation", index }, instruments));
        if (ends === undefined || order.origin !== "liquidation") continue;
        frames.push({ feed: ends, frame: liquidationFrame(instrument, order, trade) });
      }
      return () => {
        for (const { feed, frame } of frames) send(feed, frame);
      };
    },
  };
}

/** What a newcomer hears first joins on to what the others hear next. */
function firstFrame(
  state: ExchangeState,
  session: BybitSession,
  feed: Feed,
  instrument: Instrument,
  sequence: number,
  tickerOf: (before: StreamTicker | null) => StreamTicker,
): string | null {
  const { topic } = feed;
  if (topic.kind === "ticker" && topic.market === "spot") {
    return spotTickerFrame(instrument.spot.symbol, spotTicker(state, instrument), sequence, state.nowMs);
  }
  if (topic.kind === "ticker") {
    feed.ticker ??= tickerOf(null);
    return tickerFrame(instrument.futures.symbol, "snapshot", feed.ticker, sequence, state.nowMs);
  }
  if (topic.kind === "book") {
    const key = bookKey(topic.market, topic.index);
    const book = snapshotBook(state, session, topic.index, topic.market, topic.depth);
    session.books.set(key, book);
    return bookSnapshot(instrument, topic.market, topic.depth, book, state.nowMs);
  }
  if (topic.kind === "kline") {
    return klineFrame(state, instrument, topic.market, topic.interval, openingAt(state.nowMs, topic.interval));
  }
  return null;
}
