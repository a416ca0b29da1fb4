import type { VenueFailure } from "@evenkeel/core/events";
import type { EventSink, MarketFeed } from "@evenkeel/core/ports";
import { err, ok, type Result } from "@evenkeel/core/units";
import { failure } from "../../common/transport/failure.ts";
import { repeat } from "../../common/transport/timers.ts";
import { type Client, stamp } from "../client/client.ts";
import { indexMarkets, type Market } from "../market.ts";
import { BINANCE } from "../parse/catalogue.ts";
import { CLOCK_SAMPLES, createClockMender, measureClock } from "./clock.ts";
import { createFundingHistory, createFundingTerms, type FundingHistoryReader } from "./funding.ts";
import { type LoadedCatalogue, loadCatalogue } from "./load-catalogue.ts";
import { createStatistics, type StatisticsReader } from "./statistics.ts";
import { chooseTargets, createStreams, type FamilyStreams, type Streams, targetsKey } from "./streams.ts";

export type BinanceFeed = MarketFeed & { readonly streams: () => readonly FamilyStreams[] };

const fingerprint = (markets: readonly Market[]): string =>
  JSON.stringify(
    markets.map(({ instrument }) => instrument),
    (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value),
  );

/** Catalogue, terms and statistics first, then streams; years of funding come in behind them. */
export function createFeed(client: Client): BinanceFeed {
  const agreed = new Set<string>();
  const running = new Set<Promise<void>>();
  let cancels: (() => void)[] = [];
  let streams: Streams = { list: [], watched: "" };
  let stopped = false;
  let told = "";

  const isStopped = (): boolean => stopped;

  /** Work nobody waits for, except `stop`. */
  const background = (job: Promise<void>): void => {
    const done = job.finally(() => running.delete(done));
    running.add(done);
  };
  const every = (ms: number, job: () => Promise<unknown>): void => {
    const run = async (): Promise<void> => {
      const work = job().then(() => undefined);
      background(work);
      await work;
    };
    cancels.push(repeat(ms, client.timers, run));
  };

  const applyCatalogue = (loaded: LoadedCatalogue, sink: EventSink): void => {
    client.markets = indexMarkets(loaded.markets);
    const print = fingerprint(loaded.markets);
    if (print === told) return;
    told = print;
    const instruments = loaded.markets.map(({ instrument }) => instrument);
    sink({ kind: "catalogue", venue: BINANCE, instruments, ...stamp(client) });
    for (const reason of loaded.rejected)
      sink({ kind: "malformed-frame", venue: BINANCE, instrument: null, reason, ...stamp(client) });
  };

  const restream = async (
    sink: EventSink,
    statistics: StatisticsReader,
    history: FundingHistoryReader,
  ): Promise<void> => {
    const targets = chooseTargets(client, statistics.byVolume());
    if (targetsKey(targets) === streams.watched || stopped) return;
    await Promise.all(streams.list.map(({ stream }) => stream.stop()));
    if (stopped) return;
    streams = createStreams(client, sink, targets, history.settled);
    for (const { stream } of streams.list) stream.start();
  };

  async function start(sink: EventSink): Promise<Result<void, VenueFailure>> {
    stopped = false;
    const clock = await measureClock(client, sink, CLOCK_SAMPLES);
    if (!clock.ok) return clock;
    const loaded = await loadCatalogue(client, agreed);
    if (!loaded.ok) return loaded;
    applyCatalogue(loaded.value, sink);
    const mendClock = createClockMender(client, sink);
    client.onClockRefused = () => {
      if (!stopped) background(mendClock());
    };
    const refreshTerms = createFundingTerms(client, sink);
    const terms = await refreshTerms();
    if (!terms.ok) return terms;
    const statistics = createStatistics(client, sink);
    statistics.noteMarkPrices(loaded.value.markPrices);
    statistics.tell(loaded.value.spotStatistics, loaded.value.futuresStatistics);
    const history = createFundingHistory(client, sink);
    await restream(sink, statistics, history);
    if (stopped) return err(failure("connectivity", "stopped", "stopped while starting"));

    background(history.load(statistics.byVolume(), isStopped));
    background(statistics.refreshOpenInterest(isStopped));
    const { schedule } = client;
    every(schedule.clockMs, () => measureClock(client, sink, 1));
    every(schedule.fundingTermsMs, refreshTerms);
    every(schedule.statisticsMs, statistics.refreshVolumes);
    every(schedule.openInterestMs, () => statistics.refreshOpenInterest(isStopped));
    every(schedule.settlementMs, history.catchUp);
    every(schedule.catalogueMs, async () => {
      const again = await loadCatalogue(client, agreed);
      if (!again.ok || stopped) return;
      const known = new Set(client.markets.perpetual.keys());
      applyCatalogue(again.value, sink);
      statistics.tell(again.value.spotStatistics, again.value.futuresStatistics);
      const added = [...client.markets.perpetual.keys()].filter((symbol) => !known.has(symbol));
      if (added.length > 0) await Promise.all([history.load(added, isStopped), restream(sink, statistics, history)]);
    });
    return ok(undefined);
  }

  async function stop(): Promise<void> {
    stopped = true;
    for (const cancel of cancels) cancel();
    cancels = [];
    client.governor.stop();
    await Promise.all(streams.list.map(({ stream }) => stream.stop()));
    streams = { list: [], watched: "" };
    await client.exchange.fetchDispatcher?.destroy();
    await Promise.all(running);
  }

  return { start, stop, streams: () => streams.list };
}
