import { join } from "node:path";
import { TRADES_MAX } from "@evenkeel/api/views";
import { createLoop, createState } from "@evenkeel/core/engine";
import { DEFAULT_CONFIG, type EngineEvent, type VenueFailure } from "@evenkeel/core/events";
import { isOpenPair, openPairCount, openPairCountAt } from "@evenkeel/core/position";
import { err, ok, type Result } from "@evenkeel/core/units";
import { accountChangesIn, chainAccountChanges } from "./account-changes.ts";
import { createConfigHistory } from "./config/history.ts";
import { beginFile, openOwnerFile } from "./config/open-file.ts";
import { foreseeDisk } from "./disk-forecast.ts";
import { createAlertFeed } from "./door/alerts.ts";
import { createDoor } from "./door/door.ts";
import { createNotes } from "./door/notes.ts";
import { createTradeFeed } from "./door/trades.ts";
import { createDurableLane, createOutageTeller } from "./durable-lane/index.ts";
import { watchTogether } from "./effect-watcher.ts";
import type { EngineSettings } from "./env.ts";
import { createExecutionDesk } from "./execution/desk.ts";
import { createFaultGate } from "./fault-point.ts";
import { startFeed } from "./feed-keeper.ts";
import { type Heartbeat, startHeartbeat } from "./heartbeat.ts";
import { doubtOnJump } from "./lease/index.ts";
import type { Log } from "./log.ts";
import { createMeasures } from "./measure/measures.ts";
import { registerMetrics } from "./metrics/register.ts";
import { createOrderTraces } from "./order-traces.ts";
import { createPerform } from "./perform.ts";
import { createProbes } from "./probes.ts";
import { createFlightRecorder, DEFAULT_LIMITS } from "./recorder/index.ts";
import { type Recovered, recover } from "./recover.ts";
import { startRisk } from "./risk/start.ts";
import { serve } from "./serve.ts";
import { stopInOrder } from "./stop.ts";
import { isFinalError } from "./store.ts";
import type { Telemetry } from "./telemetry.ts";
import { createOrderTeller, createVenueTeller } from "./tell.ts";
import { tellSuperseded } from "./tell-superseded.ts";
import { openTicks } from "./ticks/index.ts";
import { createMarketDesk } from "./ticks/market-desk.ts";
import { createVenueClock } from "./venue-clock.ts";
import type { Credentials } from "./venue-keys/credentials.ts";
import { openKeys, tendKeys } from "./venue-keys/index.ts";
import { openVenues } from "./venues.ts";
import { createWallClock } from "./wall-clock.ts";

const PULSE_MS = 250;
const READ_TIMEOUT_MS = 10_000;
const SYMBOLS_MAX = 400;
/** The 30-day median needs the settlement before its window too. */
const HISTORY_DAYS = 32;
const ALERTS_AT_START = 100;

export type RunningEngine = {
  readonly port: number;
  /** Lets what is under way finish, writes the last row, closes everything; answers how many pairs stay open. */
  readonly stop: () => Promise<number>;
};

/** `die` ends the process: a state that broke a rule is not repaired, it is rebuilt by the next start. */
export type Die = (error: unknown) => never;

const nowMs = createWallClock();

export async function startEngine(
  settings: EngineSettings,
  log: Log,
  die: Die,
  hide: (credentials: Credentials) => void,
  telemetry: Telemetry,
): Promise<Result<RunningEngine, string>> {
  const faultGate = createFaultGate(settings.faultPoint);
  const recovered = await recover(settings, log, nowMs(), faultGate, die);
  if (!recovered.ok) return recovered;
  const { store, emergency, durable, history, books } = recovered.value;
  const unnamed = durable.checkpoints.find(({ venue }) => !settings.venues.some((name) => name === venue));
  if (unnamed !== undefined) {
    await abandon(recovered.value);
    return err(`The books hold an account at ${unnamed.venue}: EVENKEEL_VENUES must name it too.`);
  }
  const state = createState();
  const keyParts = {
    settings,
    keys: store.venueKeys,
    guards: durable.pairs.some(isOpenPair),
    nowMs,
    hide,
    receiveWindowMs: () => state.config.execution.receiveWindowMs,
  };
  const opened = await openKeys(keyParts);
  if (!opened.ok) {
    await abandon(recovered.value);
    return opened;
  }
  const measures = createMeasures({ dataFolder: settings.dataFolder, durable, nowMs });
  const venueClock = createVenueClock(settings.speed);
  const venueNowMs = () => venueClock.at(nowMs());
  const stampsNow = () => ({ venueTimeMs: venueNowMs(), receivedAtMs: nowMs() });
  const traces = telemetry.traces === null ? null : createOrderTraces(telemetry.traces);
  const gate = { loaded: false, started: false, stopping: false, closed: false };
  const stopped = new AbortController();

  const ticks = openTicks(settings, venueNowMs, log);
  const adapters = await openVenues(settings.venues, opened.value.running, (keys, venue) => ({
    keys,
    redirectPort: settings.exchangePort,
    directory: store.instruments,
    clock: { nowMs },
    random: Math.random,
    watch: { symbolsMax: SYMBOLS_MAX },
    ...(ticks.trades === null ? {} : { trades: ticks.trades }),
    historyDays: HISTORY_DAYS,
    // Asked at every request: a changed configuration counts from the next one on.
    get sendTimeoutMs() {
      return state.config.execution.sendTimeoutMs;
    },
    readTimeoutMs: READ_TIMEOUT_MS,
    get receiveWindowMs() {
      return state.config.execution.receiveWindowMs;
    },
    onCall: createVenueTeller(log, venue),
  }));
  const recorder = createFlightRecorder({
    folder: join(settings.dataFolder, "recordings"),
    limits: DEFAULT_LIMITS,
    meta: { world: settings.world, seed: settings.seed, speed: settings.speed, node: process.version },
    startedAtMs: nowMs(),
    onSegment: () => faultGate("segment"),
    onStopped: (reason) => log.error({ alert: "CRITICAL" }, `the flight recorder stopped: ${reason}`),
  });
  const lane = createDurableLane({
    journal: store.journal,
    file: emergency,
    lease: store.lease,
    isFinal: isFinalError,
    onFatal: die,
    onCommit: measures.commits.record,
    wallNowMs: nowMs,
    ...createOutageTeller({ dispatch: (event) => dispatch(event), nowMs, venueNowMs, log }),
  });
  const performing = createPerform({
    lane,
    gateways: new Map(adapters.map(({ venue, gateway }) => [venue, gateway])),
    venueOf: (instrument) => state.market.instruments[instrument]?.venue,
    isClosed: () => gate.closed,
    nowMs,
    venueNowMs,
    faultGate,
    watcher: watchTogether([
      { stored: (effect) => door.observe(effect) },
      { stored: (effect, outcome) => notes.observe(effect, outcome) },
      measures.hops,
      measures.unhedged,
      createOrderTeller(log),
      ...(traces === null ? [] : [traces]),
    ]),
    onFatal: die,
  });
  const loop = createLoop(state, performing.perform, recorder);
  const dispatch = (event: EngineEvent): void => {
    if (gate.closed) return;
    try {
      loop.dispatch(event);
    } catch (error) {
      die(error);
    }
  };
  const notes = createNotes({ dispatch, nowMs, venueNowMs });
  const openPairs = () => openPairCount(state.portfolio);
  const nameOf = async (id: string) => (await store.accounts.findUser(id))?.name ?? id;
  const openPairsAt = (venue: string) => openPairCountAt(state.portfolio, venue);
  const venueKeys = tendKeys(keyParts, { opened: opened.value, adapters, notes, openPairsAt, nameOf, log });
  const door = createDoor({
    state,
    dispatch,
    adapters,
    nowMs,
    venueNowMs,
    facts: { world: settings.world, seed: settings.seed, speed: settings.speed, startedAtMs: nowMs() },
    journalAway: () => lane.use().away,
    history,
    alerts: createAlertFeed(await history.alerts(ALERTS_AT_START, null), store.findAuthor),
    trades: createTradeFeed(await history.trades(TRADES_MAX), (index) => state.market.instruments[index]),
    configs: createConfigHistory(store.database),
    configFile: () => configFile?.state() ?? null,
    books,
    venueKeys: venueKeys.desk,
    market: createMarketDesk(store.database),
    execution: createExecutionDesk(store.database, nowMs),
    footer: () => measures.footer(state.sequence, ticks.view()),
    riskSkipped: () => risk.skipped(),
    isOpen: (addsRisk) => gate.loaded && !gate.stopping && (gate.started || !addsRisk),
  });

  const risk = startRisk({ state, adapters, dispatch, nowMs, venueNowMs, log });
  const configFile = openOwnerFile({
    settings,
    nonce: store.installation.nonce,
    running: () => state.config,
    door,
    notes,
    log,
  });

  const observeClock = doubtOnJump(store.lease);
  const sink = (event: EngineEvent): void => {
    venueClock.observe(event);
    measures.frames.count(event);
    ticks.observe(event);
    if (event.kind === "top") {
      // A tick is the only thing that can enter; on the way out nothing enters any more.
      if (!gate.stopping) measures.tick(() => dispatch(event));
      return;
    }
    observeClock(event);
    if (event.kind === "catalogue") describe(event.instruments);
    dispatch(event);
  };
  const describe = (instruments: Extract<EngineEvent, { kind: "catalogue" }>["instruments"]): void => {
    store.instruments.describe(instruments).then(
      (described) => {
        if (!described.ok) die(new Error(`markets changed their digits: ${described.error.symbols.join(", ")}`));
      },
      // Not written yet, known in memory: the next commit writes it first.
      (error: unknown) => log.warn({ error: String(error) }, "the instruments are not stored yet"),
    );
  };

  const { dataFolder } = settings;
  const { loopLag } = measures;
  let heartbeat: Heartbeat | null = null;
  const metrics = registerMetrics({
    state,
    measures,
    adapters,
    books,
    lane,
    lease: store.lease,
    heartbeat: () => heartbeat?.silentSeconds() ?? null,
    recorder,
    ticks,
    dataFolder,
    nowMs,
  });
  const probes = createProbes({ state, isStarted: () => gate.started, loopLag, metrics });
  const server = await serve({ settings, door, store, probes, log, errors: telemetry.errors, traces });
  if (!server.ok) {
    await ticks.stop();
    await abandon(recovered.value);
    return err(server.error);
  }
  dispatch({
    kind: "started",
    venueTimeMs: venueNowMs(),
    receivedAtMs: nowMs(),
    nonce: store.installation.nonce,
    leaseEpoch: store.lease.epoch,
    // Every venue of this release is a simulated one: see env.ts.
    live: false,
    config: DEFAULT_CONFIG,
    durable,
  });
  gate.loaded = true;
  heartbeat = startHeartbeat({ settings: settings.heartbeat, state, log });
  const tellHops = (): void => {
    const stamps = stampsNow();
    for (const measured of measures.hops.take()) dispatch({ kind: "order-measured", ...measured, ...stamps });
  };
  const pulse = setInterval(() => {
    tellHops();
    dispatch({ kind: "pulse", ...stampsNow() });
    measures.pulse(state);
    risk.pulse();
    door.changed();
  }, PULSE_MS);
  await beginFile(configFile, openPairs());
  venueKeys.tell();
  tellSuperseded(recovered.value.superseded, notes, log);
  const chaining = chainAccountChanges({ changes: accountChangesIn(store.database), dispatch, nowMs, venueNowMs, log });
  const disk = foreseeDisk({ folder: dataFolder, nowMs, note: notes.note });
  log.info(
    { pairs: openPairCount(state.portfolio), orders: durable.orders.length, epoch: store.lease.epoch },
    "books loaded",
  );
  for (const { venue, feed } of adapters) {
    // Without its catalogue no account is asked for: what the feed was refused stands for the first read.
    const refused = (failure: VenueFailure): void =>
      dispatch({ kind: "account-failed", venue, requestId: 0, failure, ...stampsNow() });
    startFeed(venue, feed, sink, log, stopped.signal, refused)
      .then((running) => {
        if (!running) return;
        // The others follow on their own: what is at them waits for them, and nothing else does.
        gate.started = true;
        log.info({ venue }, "the venue is streaming");
        venueKeys.watch(venue);
      })
      .catch(die);
  }
  measures.verifyAudit(store.database, log);

  return ok({
    port: server.value.port,
    async stop() {
      gate.stopping = true;
      return stopInOrder({
        gate,
        loop,
        underWay: performing.underWay,
        lane,
        nowMs,
        log,
        endPulse: () => {
          clearInterval(pulse);
          tellHops();
          chaining.stop();
          disk.stop();
        },
        close: [
          async () => {
            venueKeys.stop();
            stopped.abort();
            await Promise.all(adapters.map(({ feed }) => feed.stop()));
          },
          ticks.stop,
          server.value.close,
          async () => measures.stop(),
          async () => heartbeat?.stop(),
          async () => telemetry.traces?.stop(),
          risk.close,
          async () => configFile?.stop(),
          recorder.close,
          emergency.close,
          () => store.close(performing.underWay() === 0),
        ],
      });
    },
  });
}

async function abandon({ store, emergency }: Recovered): Promise<void> {
  await emergency.close();
  await store.close(true);
}
