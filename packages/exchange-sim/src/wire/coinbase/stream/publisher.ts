import type { ExchangeState } from "../../../exchange/state.ts";
import { currentBook, difference } from "../market/book.ts";
import { printsAfter, readTape } from "../market/tape.ts";
import type { CoinbaseSession } from "../session.ts";
import { type Connection, type FrameChannel, type MarketChannel, pushFrame } from "./connection.ts";
import { bookEvent, candlesEvent, statusEvent, tickerEvent, tradesEvent } from "./market-frames.ts";

/** Sends what changed to whoever asked for it, at a bounded wall rate whatever the speed of the venue's time. */
export interface Publisher {
  publishQuotes(wallMs: number): void;
  publishSeconds(wallMs: number): void;
  publishTrades(index: number, wallMs: number): void;
  /** To be called when any connection came, went or changed its subscriptions. */
  changed(): void;
}

/** A client that has asked for nothing by then is cut off; as documented. */
const SUBSCRIBE_WITHIN_MS = 5_000;
/** Documented as 60 to 90 s: a connection that nothing was sent on is closed. Heartbeats keep it open. */
const SILENCE_MAX_MS = 90_000;
const BATCH_SECONDS = 5;
const STATUS_SECONDS = 10;

type Listeners = ReadonlyMap<number, readonly Connection[]>;
type Groups = Readonly<Record<MarketChannel, Listeners>>;

function group(connections: Iterable<Connection>): Groups {
  const groups = {
    ticker: new Map<number, Connection[]>(),
    ticker_batch: new Map<number, Connection[]>(),
    level2: new Map<number, Connection[]>(),
    market_trades: new Map<number, Connection[]>(),
    candles: new Map<number, Connection[]>(),
    status: new Map<number, Connection[]>(),
  };
  for (const connection of connections) {
    for (const [channel, indices] of connection.channels) {
      for (const index of indices) {
        const listeners = groups[channel].get(index);
        if (listeners === undefined) groups[channel].set(index, [connection]);
        else listeners.push(connection);
      }
    }
  }
  return groups;
}

export function createPublisher(
  state: ExchangeState,
  session: CoinbaseSession,
  connections: ReadonlySet<Connection>,
): Publisher {
  const { instruments } = state.world;
  /** The last trade of each product that its listeners have heard of. */
  const told = new Map<number, number>();
  /** The last events of the channels that speak only when something is new. */
  const lastEvents = new Map<string, string>();
  let groups: Groups | null = null;
  let seconds = 0;

  const current = (): Groups => {
    groups ??= group(connections);
    return groups;
  };

  const send = (
    listeners: readonly Connection[] | undefined,
    channel: FrameChannel,
    event: string,
    wallMs: number,
  ): void => {
    for (const each of listeners ?? []) pushFrame(each, channel, state.nowMs, event, wallMs);
  };

  const publishBook = (index: number, listeners: readonly Connection[], wallMs: number): void => {
    const instrument = instruments[index];
    if (instrument === undefined) return;
    const after = currentBook(state, index);
    const before = session.books.get(index) ?? after;
    session.books.set(index, after);
    const bids = difference(before.bids, after.bids);
    const asks = difference(before.asks, after.asks);
    if (bids.length + asks.length === 0) return;
    send(listeners, "l2_data", bookEvent(instrument, "update", { bids, asks }, state.nowMs), wallMs);
  };

  const publishTrades = (index: number, wallMs: number): void => {
    const instrument = instruments[index];
    if (instrument === undefined) return;
    const prints = readTape(state, session, index);
    const fresh = printsAfter(prints, told.get(index) ?? prints.at(-1)?.id ?? 0);
    told.set(index, prints.at(-1)?.id ?? 0);
    if (fresh.length === 0) return;
    const all = current();
    const traded = all.market_trades.get(index);
    if (traded !== undefined) send(traded, "market_trades", tradesEvent(instrument, "update", fresh), wallMs);
    const watched = all.ticker.get(index);
    if (watched === undefined) return;
    send(watched, "ticker", tickerEvent(state, session, instrument, "update", false), wallMs);
  };

  /** For a channel that repeats itself: says nothing twice. */
  const publishIfNew = (channel: "ticker_batch" | "candles", wallMs: number): void => {
    for (const [index, listeners] of current()[channel]) {
      const instrument = instruments[index];
      if (instrument === undefined) continue;
      const event =
        channel === "candles"
          ? candlesEvent(state, instrument, "update")
          : tickerEvent(state, session, instrument, "update", true);
      const key = `${channel}:${index}`;
      if (lastEvents.get(key) === event) continue;
      lastEvents.set(key, event);
      send(listeners, channel, event, wallMs);
    }
  };

  const publishStatus = (wallMs: number): void => {
    for (const connection of connections) {
      const indices = connection.channels.get("status");
      if (indices === undefined) continue;
      const event = statusEvent(
        state,
        instruments.filter(({ index }) => indices.has(index)),
        "update",
      );
      pushFrame(connection, "status", state.nowMs, event, wallMs);
    }
  };

  return {
    changed: () => {
      groups = null;
      const { level2 } = current();
      for (const index of session.books.keys()) if (!level2.has(index)) session.books.delete(index);
    },
    publishTrades,
    publishQuotes: (wallMs) => {
      const all = current();
      for (const [index, listeners] of all.level2) publishBook(index, listeners, wallMs);
      for (const index of new Set([...all.ticker.keys(), ...all.market_trades.keys()])) publishTrades(index, wallMs);
    },
    publishSeconds: (wallMs) => {
      seconds += 1;
      for (const connection of connections) {
        if (connection.heartbeats !== null) beat(connection, connection.heartbeats, wallMs);
        closeIfDue(connection, wallMs);
      }
      publishIfNew("candles", wallMs);
      if (seconds % BATCH_SECONDS === 0) publishIfNew("ticker_batch", wallMs);
      if (seconds % STATUS_SECONDS === 0) publishStatus(wallMs);
    },
  };
}

/** The server's own time, and how often it has been told. */
function beat(connection: Connection, counter: number, wallMs: number): void {
  const time = new Date(wallMs).toISOString().replace("T", " ").replace("Z", "000000 +0000 UTC");
  const event = JSON.stringify({
    current_time: `${time} m=+${(wallMs / 1_000).toFixed(9)}`,
    heartbeat_counter: counter,
  });
  connection.heartbeats = counter + 1;
  pushFrame(connection, "heartbeats", wallMs, event, wallMs);
}

function closeIfDue({ client, subscribed, openedMs, lastFrameMs }: Connection, wallMs: number): void {
  if (!subscribed && wallMs - openedMs > SUBSCRIBE_WITHIN_MS) client.close(1008, "no subscription");
  else if (wallMs - lastFrameMs > SILENCE_MAX_MS) client.close(1000, "no updates");
}
