import type { EventSink } from "@evenkeel/core/ports";
import type { VenueTimeMs } from "@evenkeel/core/units";
import {
  createOutlet,
  type FamilyStreams,
  type Streams,
  type StreamTargets,
  stateTeller,
  streamTools,
  targetsKey,
} from "../../common/feed/targets.ts";
import { hotMarkets } from "../../common/market/hot.ts";
import type { Market } from "../../common/market/market.ts";
import { createStream, type StreamState } from "../../common/stream/stream.ts";
import { type Client, stamp } from "../client/client.ts";
import { BYBIT, type Category } from "../market.ts";
import { BOOK_TOPIC, createBookReader } from "../parse/book.ts";
import type { Reply } from "../parse/frame.ts";
import { createTickerReader, TICKER_TOPIC } from "../parse/tickers.ts";
import { createTradeReader, TRADE_TOPIC } from "../parse/trades.ts";
import { publicAddress, spread } from "../quirks/addresses.ts";
import type { FamilyName } from "../quirks/endpoints.ts";
import { createAccountStream } from "./account-stream.ts";
import { createSubscriber } from "./subscriber.ts";

/** Some of so many contracts change ten times a second. */
const TICKER_SILENCE_MS_MAX = 5_000;
/** A book at rest is told again every three seconds. */
const BOOK_SILENCE_MS_MAX = 10_000;
/** Some of two hundred markets trade all the time, but on a quiet Sunday night not every second. */
const TRADE_SILENCE_MS_MAX = 60_000;
/** Bybit sets no number; a connection that falls takes no more than these down. */
const TICKERS_PER_CONNECTION = 1_000;
const BOOKS_PER_CONNECTION = 200;

type Reader = (frame: string) => void;

type Topics = {
  readonly name: string;
  readonly topic: string;
  readonly category: Category;
  readonly markets: readonly Market[];
  readonly perConnection: number;
  readonly silenceMsMax: number;
  readonly read: (part: readonly Market[], onReply: (reply: Reply) => void) => Reader;
  readonly onState?: (state: StreamState) => void;
};

const marketFamily = (streams: readonly FamilyStreams["stream"][]): FamilyStreams[] =>
  streams.map((stream) => ({ family: "market" satisfies FamilyName, stream }));

export function createStreams(
  client: Client,
  sink: EventSink,
  targets: StreamTargets,
  settled: (symbol: string, at: VenueTimeMs) => void,
): Streams {
  const tools = streamTools(client);
  let connections = 0;

  const onRefused = (topic: string, why: string): void =>
    sink({
      kind: "malformed-frame",
      venue: BYBIT,
      instrument: null,
      reason: `${topic} cannot be subscribed: ${why}`,
      ...stamp(client),
    });

  const open = (wanted: Topics, part: readonly Market[], at: number): FamilyStreams["stream"] => {
    connections += 1;
    const number = connections;
    const name = `${wanted.name}-${at}`;
    const topics = part.map(({ symbol }) => `${wanted.topic}${symbol}`);
    const subscriber = createSubscriber(wanted.category, topics, onRefused);
    const stream = createStream(
      {
        name,
        address: () => Promise.resolve(publicAddress(wanted.category, number)),
        greeting: subscriber.greeting,
        upOn: "frame",
        silenceMsMax: wanted.silenceMsMax,
        onFrame: wanted.read(part, (reply) => subscriber.replied(reply, stream.send)),
        onState: wanted.onState ?? stateTeller(client, sink, name),
      },
      tools,
    );
    return stream;
  };

  const streamsOf = (wanted: Topics): FamilyStreams[] =>
    marketFamily(
      spread(wanted.markets, ({ symbol }) => `${wanted.topic}${symbol}`, wanted.perConnection).map((part, at) =>
        open(wanted, part, at),
      ),
    );

  const books = (category: Category, markets: readonly Market[]): FamilyStreams[] =>
    streamsOf({
      name: `${category}-books`,
      topic: BOOK_TOPIC,
      category,
      markets,
      perConnection: BOOKS_PER_CONNECTION,
      silenceMsMax: BOOK_SILENCE_MS_MAX,
      read: (part, onReply) => createBookReader(hotMarkets(part), createOutlet(client, sink), onReply),
    });

  /** On connections of their own, so that no book waits behind a burst of trades; their gaps are nobody's worry. */
  const trades = (category: Category, markets: readonly Market[]): FamilyStreams[] => {
    const port = client.options.trades;
    if (port === undefined) return [];
    return streamsOf({
      name: `${category}-trades`,
      topic: TRADE_TOPIC,
      category,
      markets,
      perConnection: BOOKS_PER_CONNECTION,
      silenceMsMax: TRADE_SILENCE_MS_MAX,
      read: (part, onReply) => createTradeReader(hotMarkets(part), port, onReply),
      onState: () => undefined,
    });
  };

  const list: FamilyStreams[] = [
    ...streamsOf({
      name: "linear-tickers",
      topic: TICKER_TOPIC,
      category: "linear",
      markets: [...client.markets.perpetual.values()].filter(({ instrument }) => instrument.status !== "halted"),
      perConnection: TICKERS_PER_CONNECTION,
      silenceMsMax: TICKER_SILENCE_MS_MAX,
      read: (part, onReply) =>
        createTickerReader(hotMarkets(part), { ...createOutlet(client, sink), settled }, onReply),
    }),
    ...books("linear", targets.perpetuals),
    ...books("spot", targets.spots),
    ...trades("linear", targets.perpetuals),
    ...trades("spot", targets.spots),
  ];
  if (client.hasKeys) list.push({ family: "account", stream: createAccountStream(client, sink, tools) });
  return { list, watched: targetsKey(targets) };
}
