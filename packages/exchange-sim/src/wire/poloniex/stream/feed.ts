import type { ExchangeState } from "../../../exchange/state.ts";
import type { Instrument, Market } from "../../../world/instrument.ts";
import { bookOf } from "../market-data.ts";
import { type PublishedBook, slotKey, type WireSession } from "../session.ts";
import { readTape } from "../tape.ts";
import type { Subscription } from "./connection.ts";
import { bookRow, chainRow, changeOf, frameOf, rowOf, tradeRow } from "./market-rows.ts";

/** What the public channels are made from. */
export interface Feed {
  readonly state: ExchangeState;
  readonly session: WireSession;
  /** The last trade that was told, by market. */
  readonly told: Map<string, number>;
  bookId: number;
}

export const openFeed = (state: ExchangeState, session: WireSession): Feed => ({
  state,
  session,
  told: new Map(),
  bookId: Math.floor(state.nowMs),
});

/** Levels of a side in the chained book: what leaves them is sent as gone. */
const CHAIN_LEVELS = 20;

/** What a subscription's channel says of one contract or coin now; null where it tells nothing at times of its own. */
export function rowFrame(
  { state }: Feed,
  instrument: Instrument,
  market: Market,
  { channel }: Subscription,
): string | null {
  const made = rowOf(state, instrument, market, channel);
  if (made === null) return null;
  return frameOf(channel.name, [made], channel.kind === "catalogue" ? "snapshot" : undefined);
}

export function wholeBook(
  feed: Feed,
  instrument: Instrument,
  market: Market,
  { channel, depth }: Subscription,
): string {
  feed.bookId += 1;
  const book = bookOf(feed.state, instrument.index, market, depth);
  return frameOf(channel.name, [bookRow(feed.state, instrument, market, book, feed.bookId)]);
}

/** The chain's book, which begins with whoever asks first. */
function published(feed: Feed, instrument: Instrument, market: Market): PublishedBook {
  const { state, session } = feed;
  const key = slotKey(market, instrument.index);
  const known = session.books.get(key);
  if (known !== undefined) return known;
  feed.bookId += 1;
  const book = { id: feed.bookId, ...bookOf(state, instrument.index, market, CHAIN_LEVELS) };
  session.books.set(key, book);
  return book;
}

export function chainSnapshot(feed: Feed, instrument: Instrument, market: Market, channel: string): string {
  const book = published(feed, instrument, market);
  return frameOf(channel, [chainRow(feed.state, instrument, market, book, book.id, book.id - 1)], "snapshot");
}

/** The book's change since it was last told; null when nothing changed. */
export function chainUpdate(feed: Feed, instrument: Instrument, market: Market, channel: string): string | null {
  const { state, session } = feed;
  const before = published(feed, instrument, market);
  const now = bookOf(state, instrument.index, market, CHAIN_LEVELS);
  const change = changeOf(before, now);
  if (change.bids.length === 0 && change.asks.length === 0) return null;
  feed.bookId += 1;
  session.books.set(slotKey(market, instrument.index), { id: feed.bookId, ...now });
  return frameOf(channel, [chainRow(state, instrument, market, change, feed.bookId, before.id)], "update");
}

/** A chain that nobody follows any more ends: the next who asks begins a new one. */
export function forgetChains({ session }: Feed, followed: ReadonlySet<string>): void {
  for (const key of session.books.keys()) if (!followed.has(key)) session.books.delete(key);
}

/** The trades since the last telling; the first time, only the newest. */
export function newTrades(feed: Feed, instrument: Instrument, market: Market, channel: string): string | null {
  const { state, session, told } = feed;
  const key = slotKey(market, instrument.index);
  const tape = readTape(state, session, instrument, market);
  const last = told.get(key) ?? tape.at(-2)?.id ?? -1;
  const fresh = tape.filter((trade) => trade.id > last);
  told.set(key, tape.at(-1)?.id ?? last);
  if (fresh.length === 0) return null;
  return frameOf(
    channel,
    fresh.map((trade) => tradeRow(state, instrument, market, trade)),
  );
}
