import type { ExchangeState } from "../../../exchange/state.ts";
import type { Instrument, Market } from "../../../world/instrument.ts";
import { bookOf } from "../market-data.ts";
import { type PublishedBook, slotKey, type WireSession } from "../session.ts";
import { readTape } from "../tape.ts";
import type { ChannelKind } from "./channel.ts";
import { type Connection, SILENCE_MAX_MS, type Subscription, wants } from "./connection.ts";
import { bookRow, chainRow, changeOf, frameOf, rowOf, tradeRow } from "./market-rows.ts";

export interface Publisher {
  publishQuotes(): void;
  publishSeconds(wallMs: number): void;
  /** How things stand, to who has just asked. */
  greet(connection: Connection, asked: readonly Subscription[]): void;
}

/** Levels of a side in the chained book: what leaves them is sent as gone. */
const CHAIN_LEVELS = 20;
const FUNDING_MS = 60_000;
const EACH_SECOND: ReadonlySet<ChannelKind> = new Set([
  "candles",
  "mark-candles",
  "index-candles",
  "mark",
  "index",
  "limits",
  "interest",
]);

export function createPublisher(
  state: ExchangeState,
  session: WireSession,
  connections: ReadonlySet<Connection>,
): Publisher {
  let bookId = Math.floor(state.nowMs);
  let fundingMs = 0;
  /** The last trade that was told, by market. */
  const told = new Map<string, number>();
  const instruments = (subscription: Subscription): Instrument[] =>
    state.world.instruments.filter(({ index }) => wants(subscription, index));

  /** One frame a subject, however many want it. */
  const round = () => {
    const frames = new Map<string, string | null>();
    return (key: string, make: () => string | null): string | null => {
      let frame = frames.get(key);
      if (frame === undefined) {
        frame = make();
        frames.set(key, frame);
      }
      return frame;
    };
  };

  const each = (
    visit: (connection: Connection, subscription: Subscription, market: Market, instrument: Instrument) => void,
    wanted: (kind: ChannelKind) => boolean,
  ): void => {
    for (const connection of connections) {
      for (const subscription of connection.subscriptions.values()) {
        if (!wanted(subscription.channel.kind)) continue;
        for (const instrument of instruments(subscription)) {
          visit(connection, subscription, connection.door.market, instrument);
        }
      }
    }
  };

  const wholeBook = (instrument: Instrument, market: Market, channel: string, depth: number): string => {
    bookId += 1;
    return frameOf(channel, [
      bookRow(state, instrument, market, bookOf(state, instrument.index, market, depth), bookId),
    ]);
  };

  const published = (instrument: Instrument, market: Market): PublishedBook => {
    const key = slotKey(market, instrument.index);
    const known = session.books.get(key);
    if (known !== undefined) return known;
    bookId += 1;
    const book = { id: bookId, ...bookOf(state, instrument.index, market, CHAIN_LEVELS) };
    session.books.set(key, book);
    return book;
  };

  const snapshot = (instrument: Instrument, market: Market, channel: string): string => {
    const book = published(instrument, market);
    return frameOf(channel, [chainRow(state, instrument, market, book, book.id, book.id - 1)], "snapshot");
  };

  /** The book's change since it was last told; null when nothing changed. */
  const update = (instrument: Instrument, market: Market, channel: string): string | null => {
    const before = published(instrument, market);
    const now = bookOf(state, instrument.index, market, CHAIN_LEVELS);
    const change = changeOf(before, now);
    if (change.bids.length === 0 && change.asks.length === 0) return null;
    bookId += 1;
    session.books.set(slotKey(market, instrument.index), { id: bookId, ...now });
    return frameOf(channel, [chainRow(state, instrument, market, change, bookId, before.id)], "update");
  };

  const newTrades = (instrument: Instrument, market: Market, channel: string): string | null => {
    const key = slotKey(market, instrument.index);
    const tape = readTape(state, session, instrument, market);
    const last = told.get(key) ?? tape.at(-2)?.id ?? -1;
    const fresh = tape.filter((trade) => trade.id > last);
    told.set(key, tape.at(-1)?.id ?? last);
    return fresh.length === 0
      ? null
      : frameOf(
          channel,
          fresh.map((trade) => tradeRow(state, instrument, market, trade)),
        );
  };

  const push = (connection: Connection, frame: string | null): void => {
    if (frame !== null) connection.client.push(frame);
  };

  const row = (instrument: Instrument, market: Market, { channel }: Subscription): string | null => {
    const made = rowOf(state, instrument, market, channel);
    if (made === null) return null;
    return frameOf(channel.name, [made], channel.kind === "catalogue" ? "snapshot" : undefined);
  };

  /** A chain that nobody follows any more ends: the next who asks begins a new one. */
  const forgetBooks = (): void => {
    const followed = new Set<string>();
    each(
      (_connection, _subscription, market, instrument) => followed.add(slotKey(market, instrument.index)),
      (kind) => kind === "book-differences",
    );
    for (const key of session.books.keys()) if (!followed.has(key)) session.books.delete(key);
  };

  return {
    publishQuotes: () => {
      forgetBooks();
      const once = round();
      each(
        (connection, subscription, market, instrument) => {
          const { channel, depth } = subscription;
          const key = `${channel.kind}:${depth}:${slotKey(market, instrument.index)}`;
          const make = () => {
            if (channel.kind === "ticker") return row(instrument, market, subscription);
            if (channel.kind === "book") return wholeBook(instrument, market, channel.name, depth);
            return update(instrument, market, channel.name);
          };
          // Every follower of one chain gets the same link, whatever depth it named.
          const subject = channel.kind === "book-differences" ? `chain:${slotKey(market, instrument.index)}` : key;
          push(connection, once(subject, make));
        },
        (kind) => kind === "ticker" || kind === "book" || kind === "book-differences",
      );
    },
    publishSeconds: (wallMs) => {
      for (const connection of connections) {
        if (wallMs - connection.heardMs > SILENCE_MAX_MS) connection.client.close(1001, "");
      }
      const fundingDue = wallMs - fundingMs >= FUNDING_MS;
      if (fundingDue) fundingMs = wallMs;
      const once = round();
      each(
        (connection, subscription, market, instrument) => {
          const { channel } = subscription;
          const make = () =>
            channel.kind === "trades"
              ? newTrades(instrument, market, channel.name)
              : row(instrument, market, subscription);
          push(connection, once(`${channel.name}:${slotKey(market, instrument.index)}`, make));
        },
        (kind) => kind === "trades" || EACH_SECOND.has(kind) || (fundingDue && kind === "funding"),
      );
    },
    greet: (connection, asked) => {
      const { market } = connection.door;
      for (const subscription of asked) {
        const { channel, depth } = subscription;
        for (const instrument of connection.door.private ? [] : instruments(subscription)) {
          if (channel.kind === "book") push(connection, wholeBook(instrument, market, channel.name, depth));
          else if (channel.kind === "book-differences") push(connection, snapshot(instrument, market, channel.name));
          else push(connection, row(instrument, market, subscription));
        }
      }
    },
  };
}
