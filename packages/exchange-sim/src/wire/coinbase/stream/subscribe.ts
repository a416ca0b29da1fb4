import type { ExchangeState } from "../../../exchange/state.ts";
import { chargeMessage } from "../limits.ts";
import { currentBook } from "../market/book.ts";
import { readTape } from "../market/tape.ts";
import { productOf } from "../request.ts";
import type { CoinbaseSession } from "../session.ts";
import { keyOfToken } from "../token.ts";
import {
  answerError,
  answerFrame,
  type Channel,
  type Connection,
  MARKET_CHANNELS,
  type MarketChannel,
  pushFrame,
} from "./connection.ts";
import { bookEvent, candlesEvent, statusEvent, tickerEvent, tradesEvent } from "./market-frames.ts";
import { openOrdersEvents } from "./user-frames.ts";

const PRODUCTS_MAX = 1_000;
const SNAPSHOT_TRADES = 100;
const OTHER_CHANNELS: readonly string[] = ["heartbeats", "user", "futures_balance_summary"];

interface Message {
  readonly subscribes: boolean;
  readonly channel: string;
  readonly products: readonly string[];
  readonly token: string | null;
}

/** What a client may say: one channel a message. Null is anything else. */
function readMessage(text: string): Message | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { type, channel, product_ids: products = [], jwt = null } = value as Record<string, unknown>;
  if ((type !== "subscribe" && type !== "unsubscribe") || typeof channel !== "string") return null;
  if (!Array.isArray(products) || products.length > PRODUCTS_MAX) return null;
  if (!products.every((each) => typeof each === "string") || (jwt !== null && typeof jwt !== "string")) return null;
  return { subscribes: type === "subscribe", channel, products, token: jwt === "" ? null : jwt };
}

const isMarket = (channel: string): channel is MarketChannel =>
  (MARKET_CHANNELS as readonly string[]).includes(channel);

/** Coinbase answers a channel that it does not have like a key that it does not know. */
function isThere({ userDoor }: Connection, channel: string): channel is Channel {
  return OTHER_CHANNELS.includes(channel) || (isMarket(channel) && !userDoor);
}

const AUTHENTICATION_FAILURE = "authentication failure";

export interface Desk {
  readonly state: ExchangeState;
  readonly session: CoinbaseSession;
  /** Brings those who listen already up to now, before somebody else is told how things stand. */
  readonly publishTrades: (index: number, wallMs: number) => void;
}

/** What a client said. Returns whether its subscriptions changed. */
export function onMessage(desk: Desk, connection: Connection, text: string, wallMs: number): boolean {
  const message = readMessage(text);
  const token = message?.token ?? null;
  const held = token === null ? null : keyOfToken(desk.session, token, null, wallMs);
  if (held === null && !chargeMessage(desk.session, connection.address, wallMs)) {
    answerError(connection, "rate limit exceeded");
    return false;
  }
  if (message === null) {
    answerError(connection, "failed to parse message");
    return false;
  }
  const { channel, products } = message;
  const isPrivate = channel === "user" || channel === "futures_balance_summary";
  if (!isThere(connection, channel) || (token !== null && held === null) || (isPrivate && held === null)) {
    answerError(connection, AUTHENTICATION_FAILURE);
    return false;
  }
  connection.subscribed = true;
  if (!change(desk, connection, channel, message, held?.account ?? "", wallMs)) {
    answerError(connection, `unknown product_ids: ${products.join(",").slice(0, 200)}`);
    return false;
  }
  answerFrame(connection, "subscriptions", subscriptions(desk, connection), wallMs);
  return true;
}

/** False when a product is none. */
function change(
  desk: Desk,
  connection: Connection,
  channel: Channel,
  message: Message,
  account: string,
  wallMs: number,
): boolean {
  if (isMarket(channel)) return changeMarket(desk, connection, channel, message, wallMs);
  if (channel === "heartbeats") {
    if (!message.subscribes) connection.heartbeats = null;
    else connection.heartbeats ??= 0;
  } else if (channel === "futures_balance_summary") connection.futures = message.subscribes;
  else if (!message.subscribes) connection.user = null;
  else return openUser(desk, connection, message, account, wallMs);
  return true;
}

function openUser(
  { state, session }: Desk,
  connection: Connection,
  { products }: Message,
  account: string,
  wallMs: number,
): boolean {
  const owner = state.accounts.get(account);
  const named = products.map((id) => productOf(session, state, id)?.instrument.spot.symbol);
  if (owner === undefined || named.includes(undefined)) return false;
  const wanted = new Set(named.filter((each) => each !== undefined));
  connection.user = { account, products: wanted };
  for (const event of openOrdersEvents(state, session, owner, wanted)) {
    pushFrame(connection, "user", state.nowMs, event, wallMs);
  }
  return true;
}

function changeMarket(
  desk: Desk,
  connection: Connection,
  channel: MarketChannel,
  { subscribes, products }: Message,
  wallMs: number,
): boolean {
  const { state, session } = desk;
  const found = products.map((id) => productOf(session, state, id)?.instrument.index);
  if (found.includes(undefined)) return false;
  const all = products.length === 0;
  // Products that nobody names: all of the status channel's, none of the others', and whatever was subscribed to.
  const indices = all && channel === "status" ? state.world.instruments.map(({ index }) => index) : found;
  const known = connection.channels.get(channel) ?? new Set<number>();
  for (const index of indices) {
    if (index === undefined) continue;
    if (subscribes) known.add(index);
    else known.delete(index);
  }
  if (known.size === 0 || (!subscribes && all)) connection.channels.delete(channel);
  else connection.channels.set(channel, known);
  if (subscribes) tellSnapshots(desk, connection, channel, new Set(indices), wallMs);
  return true;
}

function tellSnapshots(
  desk: Desk,
  connection: Connection,
  channel: MarketChannel,
  indices: ReadonlySet<number | undefined>,
  wallMs: number,
): void {
  const { state } = desk;
  const instruments = state.world.instruments.filter(({ index }) => indices.has(index));
  if (channel === "status") {
    return pushFrame(connection, "status", state.nowMs, statusEvent(state, instruments, "snapshot"), wallMs);
  }
  for (const instrument of instruments) {
    const name = channel === "level2" ? "l2_data" : channel;
    pushFrame(connection, name, state.nowMs, snapshotOf(desk, channel, instrument.index, wallMs), wallMs);
  }
}

function snapshotOf(
  { state, session, publishTrades }: Desk,
  channel: Exclude<MarketChannel, "status">,
  index: number,
  wallMs: number,
): string {
  const instrument = state.world.instruments[index];
  if (instrument === undefined) return "";
  if (channel === "level2") {
    // The book as it was last told to the others: what follows goes on from there.
    const book = session.books.get(index) ?? currentBook(state, index);
    session.books.set(index, book);
    return bookEvent(instrument, "snapshot", book, state.nowMs);
  }
  if (channel === "candles") return candlesEvent(state, instrument, "snapshot");
  if (channel !== "market_trades") {
    return tickerEvent(state, session, instrument, "snapshot", channel === "ticker_batch");
  }
  publishTrades(index, wallMs);
  return tradesEvent(instrument, "snapshot", readTape(state, session, index).slice(-SNAPSHOT_TRADES));
}

/** All that a connection is subscribed to, by channel. */
function subscriptions({ state, session }: Desk, connection: Connection): string {
  const all: Record<string, readonly string[]> = {};
  for (const [channel, indices] of connection.channels) {
    all[channel] = [...indices].map((index) => state.world.instruments[index]?.spot.symbol ?? "");
  }
  if (connection.heartbeats !== null) all["heartbeats"] = ["heartbeats"];
  if (connection.user !== null) all["user"] = [session.identity.user(connection.user.account)];
  if (connection.futures) all["futures_balance_summary"] = ["futures_balance_summary"];
  return JSON.stringify({ subscriptions: all });
}
