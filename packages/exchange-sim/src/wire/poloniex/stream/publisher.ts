import type { ExchangeState } from "../../../exchange/state.ts";
import type { Instrument, Market } from "../../../world/instrument.ts";
import { slotKey, type WireSession } from "../session.ts";
import type { ChannelKind } from "./channel.ts";
import { type Connection, SILENCE_MAX_MS, type Subscription, wants } from "./connection.ts";
import {
  chainSnapshot,
  chainUpdate,
  type Feed,
  forgetChains,
  newTrades,
  openFeed,
  rowFrame,
  wholeBook,
} from "./feed.ts";

export interface Publisher {
  publishQuotes(): void;
  publishSeconds(wallMs: number): void;
  /** How things stand, to who has just asked. */
  greet(connection: Connection, asked: readonly Subscription[]): void;
}

const FUNDING_MS = 60_000;
const QUOTES: ReadonlySet<ChannelKind> = new Set(["ticker", "book", "book-differences"]);
const EACH_SECOND: ReadonlySet<ChannelKind> = new Set([
  "trades",
  "candles",
  "mark-candles",
  "index-candles",
  "mark",
  "index",
  "limits",
  "interest",
]);

type Make = (subscription: Subscription, market: Market, instrument: Instrument) => string | null;

export function createPublisher(
  state: ExchangeState,
  session: WireSession,
  connections: ReadonlySet<Connection>,
): Publisher {
  const feed = openFeed(state, session);
  let fundingMs = 0;
  return {
    publishQuotes: () => {
      const followed = new Set<string>();
      publish(
        feed,
        connections,
        (kind) => QUOTES.has(kind),
        (subscription, market, instrument) => {
          const { channel } = subscription;
          if (channel.kind === "ticker") return rowFrame(feed, instrument, market, subscription);
          if (channel.kind === "book") return wholeBook(feed, instrument, market, subscription);
          followed.add(slotKey(market, instrument.index));
          return chainUpdate(feed, instrument, market, channel.name);
        },
      );
      forgetChains(feed, followed);
    },
    publishSeconds: (wallMs) => {
      for (const connection of connections) {
        if (wallMs - connection.heardMs > SILENCE_MAX_MS) connection.client.close(1001, "");
      }
      const fundingDue = wallMs - fundingMs >= FUNDING_MS;
      if (fundingDue) fundingMs = wallMs;
      const wanted = (kind: ChannelKind) => EACH_SECOND.has(kind) || (fundingDue && kind === "funding");
      publish(feed, connections, wanted, (subscription, market, instrument) =>
        subscription.channel.kind === "trades"
          ? newTrades(feed, instrument, market, subscription.channel.name)
          : rowFrame(feed, instrument, market, subscription),
      );
    },
    greet: (connection, asked) => {
      if (connection.door.private) return;
      for (const subscription of asked) {
        for (const instrument of instrumentsOf(state, subscription))
          greetOne(feed, connection, subscription, instrument);
      }
    },
  };
}

const instrumentsOf = (state: ExchangeState, subscription: Subscription): Instrument[] =>
  state.world.instruments.filter(({ index }) => wants(subscription, index));

/** One round of telling: each frame is made once, however many want it. */
function publish(
  feed: Feed,
  connections: ReadonlySet<Connection>,
  wanted: (kind: ChannelKind) => boolean,
  make: Make,
): void {
  const frames = new Map<string, string | null>();
  for (const { client, door, subscriptions } of connections) {
    for (const subscription of subscriptions.values()) {
      const { channel, depth } = subscription;
      if (!wanted(channel.kind)) continue;
      // Every follower of a chain gets the same link, whatever depth it named.
      const form = channel.kind === "book" ? `${channel.name}:${depth}` : channel.name;
      for (const instrument of instrumentsOf(feed.state, subscription)) {
        const key = `${form}:${slotKey(door.market, instrument.index)}`;
        let frame = frames.get(key);
        if (frame === undefined) {
          frame = make(subscription, door.market, instrument);
          frames.set(key, frame);
        }
        if (frame !== null) client.push(frame);
      }
    }
  }
}

function greetOne(feed: Feed, { client, door }: Connection, subscription: Subscription, instrument: Instrument): void {
  const { channel } = subscription;
  if (channel.kind === "book") client.push(wholeBook(feed, instrument, door.market, subscription));
  else if (channel.kind === "book-differences") {
    client.push(chainSnapshot(feed, instrument, door.market, channel.name));
  } else {
    const frame = rowFrame(feed, instrument, door.market, subscription);
    if (frame !== null) client.push(frame);
  }
}
