import type { EventSink } from "@evenkeel/core/ports";
import type { VenueTimeMs } from "@evenkeel/core/units";
import {
  chunk,
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
import { createStream, type StreamPlan } from "../../common/stream/stream.ts";
import type { Client } from "../client/client.ts";
import { createAggTradeReader } from "../parse/agg-trade.ts";
import { createBookTickerReader } from "../parse/book-ticker.ts";
import { createMarkPricesReader } from "../parse/mark-prices.ts";
import { STREAM_ROOTS, STREAMS_PER_CONNECTION_MAX, subscribe } from "../quirks/addresses.ts";
import { createSpotUserStream } from "./spot-user-stream.ts";
import { createUserStream } from "./user-stream.ts";

/** The mark array comes every second. */
const MARK_SILENCE_MS_MAX = 5_000;
/** Two hundred books without one change for this long are a dead connection. */
const BOOK_SILENCE_MS_MAX = 10_000;
/** Some of two hundred markets trade all the time, but on a quiet Sunday night not every second. */
const TRADE_SILENCE_MS_MAX = 60_000;
export function createStreams(
  client: Client,
  sink: EventSink,
  targets: StreamTargets,
  settled: (symbol: string, at: VenueTimeMs) => void,
): Streams {
  const tools = streamTools(client);
  let connections = 0;
  const tell = (name: string) => stateTeller(client, sink, name);
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
        greeting: () => [subscribe(1, streams)],
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
  if (client.hasKeys) {
    list.push({ family: "futures", stream: createUserStream(client, sink, tell("futures-account"), tools) });
    list.push({ family: "spot", stream: createSpotUserStream(client, sink, tell("spot-account"), tools) });
  }
  return { list, watched: targetsKey(targets) };
}
