import type { ExchangeState } from "../../../exchange/state.ts";
import type { Instrument, Market } from "../../../world/instrument.ts";
import { BOOK_LEVELS_MAX, bookKey, currentBook } from "../market-data.ts";
import type { PublishedBook, WireSession } from "../session.ts";
import { type Connection, deliverTopic } from "./connection.ts";
import {
  allMarkPricesFrame,
  bookTickerFrame,
  createBestQuote,
  depthFrame,
  markPriceFrame,
  partialDepthFrame,
  readBest,
  touchedBooks,
  tradeFrame,
} from "./market-frames.ts";
import type { Topic } from "./topic.ts";

/** Sends what changed to whoever asked for it, at a bounded wall rate whatever the speed of the venue's time. */
export interface Publisher {
  /** Tickers and depth: every publishing interval. */
  publishQuotes(): void;
  /** Mark prices and one trade of each market that had any: every second of wall time. */
  publishSeconds(): void;
  /** To be called when any connection's topics changed. */
  topicsChanged(): void;
}

interface Subscriber {
  readonly connection: Connection;
  readonly topic: Topic;
}

/** Subscribers grouped by what they need, rebuilt only when somebody comes, goes or asks. */
interface Groups {
  readonly tickers: Map<string, Subscriber[]>;
  readonly allTickers: Subscriber[];
  readonly depths: Map<string, Subscriber[]>;
  readonly trades: Map<string, Subscriber[]>;
  readonly marks: Subscriber[];
  readonly allMarks: Subscriber[];
}

function addTo(map: Map<string, Subscriber[]>, key: string, subscriber: Subscriber): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [subscriber]);
  else list.push(subscriber);
}

function groupTopics(connections: Iterable<Connection>): Groups {
  const groups: Groups = {
    tickers: new Map(),
    allTickers: [],
    depths: new Map(),
    trades: new Map(),
    marks: [],
    allMarks: [],
  };
  for (const connection of connections) {
    for (const topic of connection.topics.values()) {
      const subscriber = { connection, topic };
      if (topic.kind === "book-ticker") addTo(groups.tickers, bookKey(topic.market, topic.index), subscriber);
      else if (topic.kind === "all-book-tickers") groups.allTickers.push(subscriber);
      else if (topic.kind === "depth") addTo(groups.depths, bookKey(topic.market, topic.index), subscriber);
      else if (topic.kind === "trade") addTo(groups.trades, bookKey(topic.market, topic.index), subscriber);
      else if (topic.kind === "mark-price") groups.marks.push(subscriber);
      else groups.allMarks.push(subscriber);
    }
  }
  return groups;
}

export function createPublisher(
  state: ExchangeState,
  session: WireSession,
  connections: ReadonlySet<Connection>,
): Publisher {
  const { instruments } = state.world;
  const best = createBestQuote();
  const size = instruments.length;
  /** Last sent bid, bid quantity, ask, ask quantity of each market of each instrument. */
  const sent = new Float64Array(size * 8);
  let groups: Groups | null = null;
  let lastQuotesMs = -1;
  let lastTradesMs = -1;

  const tickerFrame = (instrument: Instrument, market: Market, touched: ReadonlySet<number>): string | null => {
    readBest(state, instrument.index, market, touched, best);
    const at = (instrument.index * 2 + (market === "spot" ? 0 : 1)) * 4;
    const same =
      sent[at] === best.bid &&
      sent[at + 1] === best.bidQuantity &&
      sent[at + 2] === best.ask &&
      sent[at + 3] === best.askQuantity;
    if (same || best.bid === 0 || best.ask === 0) return null;
    sent[at] = best.bid;
    sent[at + 1] = best.bidQuantity;
    sent[at + 2] = best.ask;
    sent[at + 3] = best.askQuantity;
    return bookTickerFrame(instrument, market, best, state.nowMs);
  };

  const publishTickers = (all: Groups): void => {
    const touched = touchedBooks(state);
    for (const market of ["spot", "futures"] as const) {
      const everyone = market === "futures" ? all.allTickers : [];
      for (const instrument of instruments) {
        const subscribers = all.tickers.get(bookKey(market, instrument.index));
        if (subscribers === undefined && everyone.length === 0) continue;
        const frame = tickerFrame(instrument, market, touched);
        if (frame === null) continue;
        for (const each of subscribers ?? []) deliverTopic(each.connection, each.topic.name, frame);
        for (const each of everyone) deliverTopic(each.connection, each.topic.name, frame);
      }
    }
  };

  const publishDepth = (key: string, subscribers: readonly Subscriber[]): void => {
    const topic = subscribers[0]?.topic;
    const instrument = topic?.kind === "depth" ? instruments[topic.index] : undefined;
    if (topic?.kind !== "depth" || instrument === undefined) return;
    const current = currentBook(state, topic.index, topic.market, BOOK_LEVELS_MAX);
    const before: PublishedBook = session.books.get(key) ?? current;
    const after = { ...current, updateId: Math.max(before.updateId + 1, current.updateId) };
    session.books.set(key, after);
    const frame = depthFrame(instrument, topic.market, before, after, state.nowMs);
    for (const each of subscribers) {
      if (each.topic.kind !== "depth") continue;
      const { levels, name, market } = each.topic;
      const own = levels === null ? frame : partialDepthFrame(instrument, market, after, levels, state.nowMs);
      deliverTopic(each.connection, name, own);
    }
  };

  const publishTrades = (subscribers: readonly Subscriber[]): void => {
    for (const { connection, topic } of subscribers) {
      const instrument = topic.kind === "trade" ? instruments[topic.index] : undefined;
      if (topic.kind !== "trade" || instrument === undefined) continue;
      const stream = topic.name.endsWith("@trade") ? "trade" : "aggTrade";
      const frame = tradeFrame(state, instrument, topic.market, stream);
      if (frame !== null) deliverTopic(connection, topic.name, frame);
    }
  };

  const current = (): Groups => {
    groups ??= groupTopics(connections);
    return groups;
  };

  return {
    topicsChanged: () => {
      groups = null;
      // A newcomer must hear every quote once, also those that do not change.
      sent.fill(0);
      const { depths } = current();
      for (const key of session.books.keys()) if (!depths.has(key)) session.books.delete(key);
      // A snapshot asked for before the first update must already be the book that the update goes on from.
      for (const [key, [first]] of depths) {
        if (first?.topic.kind !== "depth" || session.books.has(key)) continue;
        session.books.set(key, currentBook(state, first.topic.index, first.topic.market, BOOK_LEVELS_MAX));
      }
    },
    publishQuotes: () => {
      const all = current();
      publishTickers(all);
      if (state.nowMs === lastQuotesMs) return;
      lastQuotesMs = state.nowMs;
      for (const [key, subscribers] of all.depths) publishDepth(key, subscribers);
    },
    publishSeconds: () => {
      const all = current();
      if (state.nowMs !== lastTradesMs) for (const subscribers of all.trades.values()) publishTrades(subscribers);
      lastTradesMs = state.nowMs;
      if (all.allMarks.length > 0) {
        const frame = allMarkPricesFrame(state);
        for (const each of all.allMarks) deliverTopic(each.connection, each.topic.name, frame);
      }
      for (const { connection, topic } of all.marks) {
        const instrument = topic.kind === "mark-price" ? instruments[topic.index] : undefined;
        if (instrument !== undefined) deliverTopic(connection, topic.name, markPriceFrame(state, instrument));
      }
    },
  };
}
