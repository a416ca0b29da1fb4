import type { VenueFailure } from "@evenkeel/core/events";
import type { EventSink, MarketFeed } from "@evenkeel/core/ports";
import { err, ok, type Result } from "@evenkeel/core/units";
import { stamp, type VenueClient } from "../client/client.ts";
import { indexMarkets, type Market } from "../market/market.ts";
import { failure } from "../transport/failure.ts";
import { repeat } from "../transport/timers.ts";
import { CLOCK_SAMPLES, createClockMender, measureClock } from "./clock.ts";
import type { FundingHistoryReader } from "./funding.ts";
import { chooseTargets, type FamilyStreams, type Streams, type StreamTargets, targetsKey } from "./targets.ts";

export type VenueFeed = MarketFeed & { readonly streams: () => readonly FamilyStreams[] };

export type LoadedMarkets = { readonly markets: readonly Market[]; readonly rejected: readonly string[] };

/** What is traded in each market, and what is held of its contracts. */
export type StatisticsReader<Loaded> = {
  /** What a catalogue brought along. */
  readonly tell: (loaded: Loaded) => void;
  readonly refreshVolumes: () => Promise<void>;
  /** `null` where open interest comes with the volumes. */
  readonly refreshOpenInterest: ((stopped: () => boolean) => Promise<void>) | null;
  /** Perpetuals by what is traded in them, the busiest first. */
  readonly byVolume: () => readonly string[];
};

/** What one venue's feed is made of; the order of things is the same for all. */
export type FeedParts<Loaded extends LoadedMarkets> = {
  readonly loadCatalogue: () => Promise<Result<Loaded, VenueFailure>>;
  readonly openTerms: (sink: EventSink) => () => Promise<Result<void, VenueFailure>>;
  readonly openStatistics: (sink: EventSink) => StatisticsReader<Loaded>;
  /** What the coins that stand for a dollar cost now. */
  readonly tellDollars: (sink: EventSink) => Promise<void>;
  readonly openHistory: (sink: EventSink) => FundingHistoryReader;
  readonly openStreams: (sink: EventSink, targets: StreamTargets, settled: FundingHistoryReader["settled"]) => Streams;
};

const fingerprint = (markets: readonly Market[]): string =>
  JSON.stringify(
    markets.map(({ instrument }) => instrument),
    (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value),
  );

/** Catalogue, terms and statistics first, then streams; years of funding come in behind them. */
export function createFeed<Loaded extends LoadedMarkets>(client: VenueClient, parts: FeedParts<Loaded>): VenueFeed {
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

  const applyCatalogue = (loaded: Loaded, sink: EventSink): void => {
    client.markets = indexMarkets(loaded.markets);
    const print = fingerprint(loaded.markets);
    if (print === told) return;
    told = print;
    const instruments = loaded.markets.map(({ instrument }) => instrument);
    sink({ kind: "catalogue", venue: client.venue, instruments, ...stamp(client) });
    for (const reason of loaded.rejected)
      sink({ kind: "malformed-frame", venue: client.venue, instrument: null, reason, ...stamp(client) });
  };

  const restream = async (
    sink: EventSink,
    statistics: StatisticsReader<Loaded>,
    history: FundingHistoryReader,
  ): Promise<void> => {
    const targets = chooseTargets(client, statistics.byVolume());
    if (targetsKey(targets) === streams.watched || stopped) return;
    await Promise.all(streams.list.map(({ stream }) => stream.stop()));
    if (stopped) return;
    streams = parts.openStreams(sink, targets, history.settled);
    for (const { stream } of streams.list) stream.start();
  };

  const tellStrain = (sink: EventSink, family: string): void => {
    const { percent: usedPercent, warning, foreseenPercent: foreseen, blockedMs } = client.governor.use(family);
    const { venue } = client;
    const foreseenPercent = warning ? 0 : foreseen;
    if (!stopped)
      sink({ kind: "rate-budget", venue, family, usedPercent, foreseenPercent, blockedMs, ...stamp(client) });
  };

  async function start(sink: EventSink): Promise<Result<void, VenueFailure>> {
    stopped = false;
    client.onStrain = (family) => tellStrain(sink, family);
    const clock = await measureClock(client, sink, CLOCK_SAMPLES);
    if (!clock.ok) return clock;
    const loaded = await parts.loadCatalogue();
    if (!loaded.ok) return loaded;
    applyCatalogue(loaded.value, sink);
    const mendClock = createClockMender(client, sink);
    client.onClockRefused = () => {
      if (!stopped) background(mendClock());
    };
    const refreshTerms = parts.openTerms(sink);
    const terms = await refreshTerms();
    if (!terms.ok) return terms;
    const statistics = parts.openStatistics(sink);
    statistics.tell(loaded.value);
    const history = parts.openHistory(sink);
    await restream(sink, statistics, history);
    if (stopped) return err(failure("connectivity", "stopped", "stopped while starting"));

    background(history.load(statistics.byVolume(), isStopped));
    const { refreshOpenInterest } = statistics;
    const { schedule } = client;
    const tellDollars = (): Promise<void> => parts.tellDollars((event) => (stopped ? undefined : sink(event)));
    background(tellDollars());
    every(schedule.dollarsMs, tellDollars);
    every(schedule.clockMs, () => measureClock(client, sink, 1));
    every(schedule.fundingTermsMs, refreshTerms);
    every(schedule.statisticsMs, statistics.refreshVolumes);
    if (refreshOpenInterest !== null) {
      background(refreshOpenInterest(isStopped));
      every(schedule.openInterestMs, () => refreshOpenInterest(isStopped));
    }
    every(schedule.settlementMs, history.catchUp);
    let reloading = false;
    const reload = async (): Promise<void> => {
      const again = await parts.loadCatalogue();
      if (!again.ok || stopped) return;
      const known = new Set(client.markets.perpetual.keys());
      applyCatalogue(again.value, sink);
      statistics.tell(again.value);
      const added = [...client.markets.perpetual.keys()].filter((symbol) => !known.has(symbol));
      if (added.length > 0) await Promise.all([history.load(added, isStopped), restream(sink, statistics, history)]);
    };
    every(schedule.catalogueMs, reload);
    client.onUnreadable = () => {
      if (stopped || reloading) return;
      reloading = true;
      background(reload().finally(() => (reloading = false)));
    };
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
