import type { ColdEvent } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import type { EventSink } from "@evenkeel/core/ports";
import type { VenueTimeMs } from "@evenkeel/core/units";
import { createStream, type Stream, type StreamPlan } from "../../common/stream/stream.ts";
import { type Client, stamp } from "../client/client.ts";
import type { Market } from "../market.ts";
import { createAggTradeReader } from "../parse/agg-trade.ts";
import { createBookTickerReader } from "../parse/book-ticker.ts";
import { BINANCE } from "../parse/catalogue.ts";
import { type HotOutlet, hotMarkets } from "../parse/hot.ts";
import { createMarkPricesReader } from "../parse/mark-prices.ts";
import { STREAM_ROOTS, STREAMS_PER_CONNECTION_MAX, subscribe } from "../quirks/addresses.ts";
import { createUserStream } from "./user-stream.ts";

/** The mark array comes every second. */
const MARK_SILENCE_MS_MAX = 5_000;
/** Two hundred books without one change for this long are a dead connection. */
const BOOK_SILENCE_MS_MAX = 10_000;
/** Some of two hundred markets trade all the time, but on a quiet Sunday night not every second. */
const TRADE_SILENCE_MS_MAX = 60_000;
/** A venue gone mad must not flood the log: the first reason of each pause is told, the rest is counted. */
const MALFORMED_PAUSE_MS = 1_000;

export type FamilyStreams = { readonly family: "spot" | "futures"; readonly stream: Stream };

export type Streams = { readonly list: readonly FamilyStreams[]; readonly watched: string };

export type StreamTargets = {
  readonly perpetuals: readonly Market[];
  readonly spots: readonly Market[];
};

/** The busiest perpetuals and the spot markets of the same coins. */
export function chooseTargets(client: Client, byVolume: readonly string[]): StreamTargets {
  const { perpetual, spotByBase } = client.markets;
  const perpetuals = byVolume
    .slice(0, client.options.watch.symbolsMax)
    .flatMap((symbol) => perpetual.get(symbol) ?? []);
  const spots = perpetuals.flatMap(({ instrument }) => spotByBase.get(instrument.base) ?? []);
  return { perpetuals, spots: [...new Set(spots)] };
}

export const targetsKey = ({ perpetuals, spots }: StreamTargets): string =>
  [...perpetuals, ...spots]
    .map(({ instrument }) => instrument.index)
    .sort((a, b) => a - b)
    .join();

function chunk<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}

function createOutlet(client: Client, sink: EventSink): HotOutlet {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let untold = 0;
  return {
    sink,
    nowMs: client.nowMs,
    observeVenueTime: (ms) => {
      client.venueNowMs = ms;
    },
    venueNowMs: () => client.venueNowMs,
    malformed: (instrument: InstrumentIndex | null, reason) => {
      untold += 1;
      const now = client.nowMs();
      if (instrument === null && now - toldAtMs < MALFORMED_PAUSE_MS) return;
      const text = untold > 1 ? `${reason} (and ${untold - 1} more)` : reason;
      sink({ kind: "malformed-frame", venue: BINANCE, instrument, reason: text, ...stamp(client) });
      toldAtMs = now;
      untold = 0;
    },
  };
}

export function createStreams(
  client: Client,
  sink: EventSink,
  targets: StreamTargets,
  settled: (symbol: string, at: VenueTimeMs) => void,
): Streams {
  const tools = {
    exchange: client.exchange,
    timers: client.timers,
    nowMs: client.nowMs,
    random: client.options.random,
  };
  let connections = 0;
  const tell = (name: string) => (state: Extract<ColdEvent, { kind: "stream" }>["state"]) =>
    sink({ kind: "stream", venue: BINANCE, stream: name, state, ...stamp(client) });
  const market = (
    name: string,
    root: string,
    silenceMsMax: number,
    streams: string[],
    onFrame: StreamPlan["onFrame"],
    onState: StreamPlan["onState"] = tell(name),
  ) => {
    connections += 1;
    const number = connections;
    return createStream(
      {
        name,
        // ccxt knows its connections by address; a number behind the root keeps them apart and means nothing there.
        address: () => Promise.resolve(`${root}/${number}`),
        subscriptions: [subscribe(1, streams)],
        upOn: "frame",
        silenceMsMax,
        onFrame,
        onState,
      },
      tools,
    );
  };
  const books = (family: "spot" | "futures", root: string, markets: readonly Market[]): FamilyStreams[] =>
    chunk(markets, STREAMS_PER_CONNECTION_MAX).map((part, at) => {
      const names = part.map(({ symbol }) => `${symbol.toLowerCase()}@bookTicker`);
      const reader = createBookTickerReader(hotMarkets(part), createOutlet(client, sink));
      return { family, stream: market(`${family}-books-${at}`, root, BOOK_SILENCE_MS_MAX, names, reader) };
    });
  /** On connections of their own, so that no book waits behind a burst of trades; their gaps are nobody's worry. */
  const trades = (family: "spot" | "futures", root: string, markets: readonly Market[]): FamilyStreams[] => {
    const port = client.options.trades;
    if (port === undefined) return [];
    return chunk(markets, STREAMS_PER_CONNECTION_MAX).map((part, at) => {
      const names = part.map(({ symbol }) => `${symbol.toLowerCase()}@aggTrade`);
      const reader = createAggTradeReader(hotMarkets(part), port);
      const name = `${family}-trades-${at}`;
      return { family, stream: market(name, root, TRADE_SILENCE_MS_MAX, names, reader, () => undefined) };
    });
  };
  const perpetuals = hotMarkets([...client.markets.perpetual.values()]);
  const marks = createMarkPricesReader(perpetuals, { ...createOutlet(client, sink), settled });
  const list: FamilyStreams[] = [
    {
      family: "futures",
      stream: market("futures-marks", STREAM_ROOTS.futuresMarket, MARK_SILENCE_MS_MAX, ["!markPrice@arr@1s"], marks),
    },
    ...books("futures", STREAM_ROOTS.futuresPublic, targets.perpetuals),
    ...books("spot", STREAM_ROOTS.spot, targets.spots),
    ...trades("futures", STREAM_ROOTS.futuresMarket, targets.perpetuals),
    ...trades("spot", STREAM_ROOTS.spot, targets.spots),
  ];
  if (client.hasKeys)
    list.push({ family: "futures", stream: createUserStream(client, sink, tell("futures-account"), tools) });
  return { list, watched: targetsKey(targets) };
}
