import type { ExchangeEvent } from "../../../exchange/event.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Instrument, Market } from "../../../world/instrument.ts";
import { createBestQuote, readBest, touchedBooks } from "../../book.ts";
import { runningRows } from "../candles.ts";
import { BOOK_LEVELS_MAX, bookKey, currentBook } from "../market-data.ts";
import type { PublishedBook, WireSession } from "../session.ts";
import { createCaptured } from "./captured.ts";
import { type Connection, deliverTopic } from "./connection.ts";
import { type Groups, groupTopics, type SecondTopic, type Subscriber } from "./groups.ts";
import { allMarkPricesFrame, bookTickerFrame, depthFrame, markPriceFrame, partialDepthFrame } from "./market-frames.ts";
import {
  averagePriceFrame,
  candleFrame,
  forcedOrderFrame,
  miniTickerFrame,
  tickerFrame,
  tradeFrame,
} from "./second-frames.ts";
import type { Topic } from "./topic.ts";

/** Sends what changed to whoever asked for it, at a bounded wall rate whatever the speed of the venue's time. */
export interface Publisher {
  /** Tickers and depth: every publishing interval. */
  publishQuotes(): void;
  /** Mark prices, statistics, candles and one trade of each market that had any: every second of wall time. */
  publishSeconds(): void;
  /** Liquidations as they happen; the returned frames are sent when all is on the disk. */
  forcedOrders(events: readonly ExchangeEvent[]): () => void;
  /** To be called when any connection's topics changed. */
  topicsChanged(): void;
}

type OfKind<K extends Topic["kind"]> = Extract<Topic, { kind: K }>;

/** What a topic of the seconds is told now; nothing where nothing happened. */
function secondFrames(state: ExchangeState, topic: SecondTopic, lastMs: number): readonly string[] {
  const { instruments } = state.world;
  if (!("index" in topic)) {
    if (topic.kind === "all-mark-prices") return [allMarkPricesFrame(state)];
    const frame = topic.kind === "all-tickers" ? tickerFrame : miniTickerFrame;
    return [`[${instruments.map((each) => frame(state, each, topic.market)).join(",")}]`];
  }
  const instrument = instruments[topic.index];
  if (instrument === undefined) return [];
  switch (topic.kind) {
    case "mark-price":
      return [markPriceFrame(state, instrument)];
    case "ticker":
      return [tickerFrame(state, instrument, topic.market)];
    case "mini-ticker":
      return [miniTickerFrame(state, instrument, topic.market)];
    case "average-price":
      return [averagePriceFrame(state, instrument)];
    case "candle":
      return candleFrames(state, instrument, topic, lastMs);
    case "trade":
    case "aggregate-trade": {
      const frame = state.nowMs === lastMs ? null : tradeFrame(state, instrument, topic.market, topic.kind);
      return frame === null ? [] : [frame];
    }
  }
}

/** A candle is closed once: with the first frame after its end, before the frame of the one that follows it. */
function candleFrames(
  state: ExchangeState,
  instrument: Instrument,
  { market, interval }: OfKind<"candle">,
  lastMs: number,
): readonly string[] {
  const { running, before } = runningRows(state, instrument, market, interval);
  const now = candleFrame(state, instrument, market, interval, running, false);
  if (before === null || lastMs < 0 || lastMs >= Number(running[0])) return [now];
  return [candleFrame(state, instrument, market, interval, before, true), now];
}

/** In a captured world these come with its frames. */
const isTrade = ({ kind }: Topic): boolean => kind === "trade" || kind === "aggregate-trade";

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
  const captured = createCaptured(state);
  let groups: Groups | null = null;
  let lastQuotesMs = -1;
  let lastSecondMs = -1;

  const bookTicker = (instrument: Instrument, market: Market, touched: ReadonlySet<number>): string | null => {
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
        const frame = bookTicker(instrument, market, touched);
        if (frame === null) continue;
        for (const each of subscribers ?? []) deliverTopic(each.connection, each.topic.name, frame);
        for (const each of everyone) deliverTopic(each.connection, each.topic.name, frame);
      }
    }
  };

  const publishDepth = (key: string, subscribers: readonly Subscriber<OfKind<"depth">>[]): void => {
    const topic = subscribers[0]?.topic;
    const instrument = topic === undefined ? undefined : instruments[topic.index];
    if (topic === undefined || instrument === undefined) return;
    const current = currentBook(state, topic.index, topic.market, BOOK_LEVELS_MAX);
    const before: PublishedBook = session.books.get(key) ?? current;
    const after = { ...current, updateId: Math.max(before.updateId + 1, current.updateId) };
    session.books.set(key, after);
    const frame = depthFrame(instrument, topic.market, before, after, state.nowMs);
    for (const each of subscribers) {
      const { levels, name, market } = each.topic;
      const own = levels === null ? frame : partialDepthFrame(instrument, market, after, levels, state.nowMs);
      deliverTopic(each.connection, name, own);
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
      if (captured !== null) return;
      const { depths } = current();
      for (const key of session.books.keys()) if (!depths.has(key)) session.books.delete(key);
      // A snapshot asked for before the first update must already be the book that the update goes on from.
      for (const [key, [first]] of depths) {
        if (first === undefined || session.books.has(key)) continue;
        session.books.set(key, currentBook(state, first.topic.index, first.topic.market, BOOK_LEVELS_MAX));
      }
    },
    publishQuotes: () => {
      const all = current();
      if (captured !== null) return captured.publish(all);
      publishTickers(all);
      if (state.nowMs === lastQuotesMs) return;
      lastQuotesMs = state.nowMs;
      for (const [key, subscribers] of all.depths) publishDepth(key, subscribers);
    },
    publishSeconds: () => {
      for (const subscribers of current().seconds.values()) {
        const [first] = subscribers;
        if (first === undefined || (captured !== null && isTrade(first.topic))) continue;
        for (const frame of secondFrames(state, first.topic, lastSecondMs)) {
          for (const each of subscribers) deliverTopic(each.connection, each.topic.name, frame);
        }
      }
      lastSecondMs = state.nowMs;
    },
    forcedOrders: (events) => {
      const { forced } = current();
      if (forced.length === 0) return () => undefined;
      const told = events.flatMap((event) =>
        event.kind === "order" && event.order.origin === "liquidation" && event.trade !== null
          ? [{ index: event.order.instrument, frame: forcedOrderFrame(state, event.order, event.trade, event.timeMs) }]
          : [],
      );
      return () => {
        for (const { connection, topic } of forced) {
          for (const { index, frame } of told) {
            if (!("index" in topic) || topic.index === index) deliverTopic(connection, topic.name, frame);
          }
        }
      };
    },
  };
}
