import type { EngineState, Recorder } from "@evenkeel/core/engine";
import { type Config, DEFAULT_CONFIG, type EngineEvent } from "@evenkeel/core/events";
import { commandId, instrumentIndex, type Nonce, parseNonce } from "@evenkeel/core/ids";
import type { InstrumentDirectory, VenueEffect } from "@evenkeel/core/ports";
import { fingerprint, MINUTE_MS, SECOND_MS, serialise } from "@evenkeel/core/units";
import {
  createFaultBox,
  type ExchangeEvent,
  type FaultBox,
  setMix,
  type VenueName,
  WORLD_START_MS,
  type WorldName,
  type WorldOverrides,
} from "@evenkeel/exchange-sim";
import { type InProcessVenue, stamp } from "../in-process/index.ts";
import { createMemoryJournal, type MemoryJournal } from "../memory-journal.ts";
import { broken } from "./broken.ts";
import { createClock, type SimulationClock } from "./clock.ts";
import { coverBatch, coverDenials, coveredBy, createCoverage, listen } from "./coverage.ts";
import { createExecutor } from "./executor.ts";
import {
  type BetweenBox,
  beginBetween,
  type CrashPoint,
  createBetweenBox,
  createDatabase,
  type Database,
  endFaults,
  type FaultyVenue,
  INTENSITIES,
  type Intensities,
  isServing,
  lastTroubleMs,
  moveDue,
  setRates,
} from "./faults/index.ts";
import { ailment, createRules, type Rule, type SendEffect } from "./invariants/index.ts";
import { createLives, type Lives, PULSE_MS } from "./lives.ts";
import { type CommandBody, createOperator, type Habits, IDLE, type Operator, review } from "./operator.ts";
import { type Process, stateOf, tell } from "./process.ts";
import { createRandom, type Random } from "./random.ts";
import { reportOf, type SimulationCounts, type SimulationReport } from "./report.ts";
import { createPlace, type Place } from "./stations.ts";

export type SimulationOptions = {
  readonly seed: number;
  readonly venues?: readonly VenueName[];
  readonly world?: WorldName;
  readonly symbols?: number;
  readonly overrides?: WorldOverrides;
  readonly config?: Config;
  readonly faults?: Intensities;
  /** Kills the process at this point once, whatever the rates say: at its n-th occasion, counted from 0. */
  readonly crashAt?: { readonly point: CrashPoint; readonly occasion: number };
  /** Venue milliseconds per wall millisecond. */
  readonly speed?: number;
  /** Wall time between two samples of every instrument. */
  readonly frameMs?: number;
  /** What a person at the dashboard does by the day. */
  readonly habits?: Habits;
  /** Sees what a flight recorder would see. */
  readonly recorder?: Recorder;
};

const INTRODUCE_AGAIN_MS = SECOND_MS;
/** What no rule of the engine's can settle. */
const STRANGE = ["manual-trade", "multiplier-change", "income-late"] as const;
const HEALED_MS_MAX = 5 * MINUTE_MS;
const HEALED_LOOK_MS = SECOND_MS;

/** The whole engine against simulated exchanges on a virtual clock, checked after every event that could break a rule. */
export class Simulation {
  readonly journal: MemoryJournal = createMemoryJournal();
  private readonly options: SimulationOptions;
  private readonly clock: SimulationClock;
  private readonly random: Random;
  private readonly between: BetweenBox;
  private readonly prices: FaultBox;
  private readonly places: readonly Place[];
  private readonly database: Database;
  private readonly rules: readonly Rule[];
  private operator: Operator;
  private readonly execute: ReturnType<typeof createExecutor>;
  private readonly coverage = createCoverage();
  private readonly underWay = new Map<string, SendEffect>();
  private readonly lives: Lives;
  private moved = false;
  private trace = "";
  private readonly counts: SimulationCounts = {
    events: 0,
    marketEvents: 0,
    sends: 0,
    checks: 0,
    commands: 0,
  };

  constructor(options: SimulationOptions) {
    this.options = options;
    const { seed } = options;
    listen(this.coverage);
    const faults = options.faults ?? INTENSITIES.none;
    this.clock = createClock(WORLD_START_MS, options.speed ?? 60);
    const { schedule } = this.clock;
    this.random = createRandom(seed);
    this.between = createBetweenBox(seed, faults.between);
    if (options.crashAt !== undefined) this.between.arm(options.crashAt.point, options.crashAt.occasion);
    const now = this.clock.now();
    this.prices = createFaultBox(seed ^ 0x51ed_270b, "none", "common", now.wallMs, now.venueMs);
    const directory = createDirectory();
    this.places = (options.venues ?? ["binance"]).map((name) =>
      createPlace({
        name,
        seed,
        world: options.world ?? "demo",
        symbols: options.symbols ?? 24,
        overrides: options.overrides,
        clock: this.clock,
        between: this.between,
        directory,
        receiveWindowMs: () => this.state.config.execution.receiveWindowMs,
        tell: (event) => this.tell(event),
        onEvents: (venue, events) => this.happened(venue, events),
      }),
    );
    for (const box of [this.prices, ...this.places.map(({ station }) => station.venue.box)])
      setRates(box, faults.venue, this.clock.speed);
    this.database = createDatabase({
      journal: this.journal,
      onCommit: (batch) => {
        coverBatch(this.coverage, batch);
        for (const rule of this.rules) rule.committed?.(batch);
      },
      nowMs: this.clock.wallMs,
      hostNowMs: () => this.clock.now().hostMs,
      after: schedule.after,
    });
    this.rules = createRules({
      journal: this.journal,
      venues: this.venues,
      state: () => this.state,
      wallMs: this.clock.wallMs,
      troubledMs: () => lastTroubleMs(this.venues, this.database, this.clock.wallMs(), this.lives.startedMs()),
    });
    this.operator = createOperator(options.habits ?? IDLE, createRandom(seed ^ 0x2545_f491));
    this.execute = createExecutor({
      random: this.random,
      database: this.database,
      now: this.clock.now,
      after: schedule.after,
      fires: this.between.fires,
      dies: (process, point) => this.lives.dies(process, point),
      sleeps: (process, where) => this.lives.sleeps(process, where),
      kill: (process) => this.lives.end(process),
      venueOf: (process, effect) => this.venueOf(process, effect),
      leaves: (effect) => this.leaves(effect),
    });
    this.lives = createLives({
      clock: this.clock,
      between: this.between,
      perform: this.execute,
      recorder: {
        event: (event, state) => {
          options.recorder?.event(event, state);
          for (const rule of this.rules) rule.event?.(event);
        },
        effects: (effects, state) => {
          this.moved = true;
          options.recorder?.effects(effects, state);
          for (const rule of this.rules) rule.decided?.(effects, state);
          this.trace = fingerprint(`${this.trace}|${state.sequence}|${serialise(effects)}`);
        },
      },
      begin: (process) => this.begin(process),
      pulse: (process) => tell(process, { kind: "pulse", ...this.stamp }),
    });
    this.lives.boot();
    schedule.after(0, () => this.pulse());
    schedule.after(0, () => this.frame());
  }

  get state(): EngineState {
    return stateOf(this.lives.current());
  }

  get wallMs(): number {
    return this.clock.wallMs();
  }

  get venueMs(): number {
    return this.clock.venueMs();
  }

  get venues(): readonly FaultyVenue[] {
    return this.places.map(({ station }) => station.venue);
  }

  /** The first one's own door. */
  get venue(): InProcessVenue {
    const [first] = this.places;
    if (first === undefined) throw new Error("a simulation has a venue");
    return first.station.venue.inner;
  }

  /** Lets simulated venue time pass. */
  runVenueMs(durationMs: number): void {
    this.clock.schedule.runUntil(this.wallMs + durationMs / this.clock.speed);
  }

  command(body: CommandBody): void {
    this.counts.commands += 1;
    const id = commandId(`simulation-${this.options.seed}-${this.counts.commands}`);
    const author = { kind: "user", id: "operator", role: "admin" } as const;
    this.tell({ kind: "command", ...this.stamp, command: { id, author, reason: "simulation", body } });
  }

  /** Kills the engine where it stands and starts it again on what was durable. */
  crash(): void {
    this.lives.end(this.lives.current());
    this.lives.boot();
  }

  /** From now on nobody is at the dashboard. */
  dismissOperator(): void {
    this.operator = createOperator(IDLE, this.random);
  }

  /** From now on nothing more goes wrong, and what lasts is over. */
  endFaults(): void {
    this.between.rates = INTENSITIES.none.between;
    for (const box of [this.prices, ...this.venues.map(({ box: each }) => each)]) setMix(box, "none");
    for (const { station } of this.places) endFaults(station);
    this.database.mend();
    this.clock.host.mend();
    this.lives.sleepAt(null);
  }

  /** I16: nothing goes wrong any more, and within five minutes everything is hedged or flat and no order's fate open. */
  heal(): void {
    this.endFaults();
    const untilMs = this.wallMs + HEALED_MS_MAX;
    let found = ailment(this.state);
    // Twice in a row: a pair may be between two orders for a moment.
    for (let well = 0; well < 2; well = found === null ? well + 1 : 0) {
      if (this.wallMs >= untilMs) broken("I16", found ?? "nothing is the matter, and yet not for two looks in a row");
      if (found !== null) this.review();
      this.clock.schedule.runUntil(this.wallMs + HEALED_LOOK_MS);
      found =
        this.lives.current().standing !== "awake" ? "no process runs" : this.isBeyondUs() ? null : ailment(this.state);
    }
    if (!this.isBeyondUs()) for (const rule of this.rules) rule.healed?.();
  }

  /** A contract that changed its name while nobody looked: the halt says so, and both legs still stand as they stood. */
  private isBeyondUs(): boolean {
    const renamed = this.venues.some(({ box }) => box.fired.has("multiplier-change"));
    return renamed && this.state.control.halted !== null;
  }

  /** What is not the engine's doing is a person's to accept; only where there was any of it. */
  private review(): void {
    const strange = this.venues.some(({ box }) => STRANGE.some((name) => box.fired.has(name)));
    const body = strange ? review(this.state) : null;
    if (body !== null) this.command(body);
  }

  report(): SimulationReport {
    const boxes = [this.prices, ...this.venues.map(({ box }) => box)];
    const fired = [...boxes.flatMap((box) => [...box.fired]), ...this.between.fired];
    return reportOf(
      this.options.seed,
      { ...this.counts, crashes: this.lives.crashes(), apartMsWorst: this.apartMsWorst },
      fired,
      this.journal,
      this.trace,
      coveredBy(this.coverage),
    );
  }

  private get apartMsWorst(): number {
    return this.rules.reduce((worst, { apartMsWorst }) => Math.max(worst, apartMsWorst?.() ?? 0), 0);
  }

  private get stamp() {
    const { venueMs, hostMs } = this.clock.now();
    return stamp({ venueMs, wallMs: hostMs });
  }

  private begin(process: Process): void {
    this.database.lease(process.epoch);
    for (const rule of this.rules) rule.started?.();
    const nonce: Nonce = nonceOf(this.options.seed);
    const config = this.options.config ?? DEFAULT_CONFIG;
    const durable = this.journal.load();
    this.tell({ kind: "started", ...this.stamp, nonce, leaseEpoch: process.epoch, live: false, config, durable });
    for (const place of this.places) this.introduce(process, place);
  }

  private introduce(process: Process, place: Place): void {
    if (process.standing === "dead") return;
    if (isServing(place.station.venue)) place.introduce();
    else this.clock.schedule.after(INTRODUCE_AGAIN_MS, () => this.introduce(process, place));
  }

  private tell(event: EngineEvent): void {
    this.counts.events += 1;
    if (event.kind === "top" || event.kind === "mark") this.counts.marketEvents += 1;
    tell(this.lives.current(), event);
    this.check();
  }

  /** Skipped when nothing a rule speaks of has moved since the last check: no row, no effect, nothing at a venue. */
  private check(): void {
    if (!this.moved || this.lives.current().standing !== "awake") return;
    this.moved = false;
    this.counts.checks += 1;
    for (const rule of this.rules) rule.check?.();
  }

  private happened(venue: FaultyVenue, events: readonly ExchangeEvent[]): void {
    this.moved = true;
    for (const rule of this.rules) rule.happened?.(venue, events);
    for (const event of events) {
      const effect = event.kind === "order" ? this.underWay.get(event.order.clientOrderId) : undefined;
      if (effect === undefined) continue;
      this.underWay.delete(effect.intent.clientOrderId);
      for (const rule of this.rules) rule.taken?.(effect);
    }
  }

  private leaves(effect: SendEffect): void {
    this.counts.sends += 1;
    this.underWay.set(effect.intent.clientOrderId, effect);
    for (const rule of this.rules) rule.leaves?.(effect);
  }

  private venueOf(process: Process, effect: VenueEffect): FaultyVenue {
    const { instruments } = stateOf(process).market;
    const id = effect.kind === "send" ? instruments[effect.intent.instrument]?.venue : effect.venue;
    const venue = this.venues.find(({ inner }) => inner.venue === id);
    if (venue === undefined) throw new Error(`no venue performs ${effect.kind} at ${id}`);
    return venue;
  }

  private pulse(): void {
    this.clock.schedule.after(PULSE_MS, () => this.pulse());
    this.tell({ kind: "pulse", ...this.stamp });
    const process = this.lives.current();
    if (process.standing !== "awake") return;
    for (const rule of this.rules) rule.tick?.();
    if (this.lives.dies(process, "crash-anytime") || this.lives.sleeps(process, "pulse")) return;
    const body = this.operator.act(this.state, this.wallMs, this.clock.dayMs / PULSE_MS);
    if (body !== null) this.command(body);
  }

  private frame(): void {
    const frameMs = this.options.frameMs ?? 250;
    this.clock.schedule.after(frameMs, () => this.frame());
    const { between, database, clock } = this;
    moveDue(this.prices, this.venues, this.wallMs);
    beginBetween({ between, database, clock, sleep: this.lives.sleepAt }, frameMs);
    for (const place of this.places) place.frame();
    coverDenials(this.coverage, this.state);
    // What takes time to break a rule is looked at without anything moving.
    this.moved = true;
    this.check();
  }
}

function nonceOf(seed: number): Nonce {
  const parsed = parseNonce(fingerprint(String(seed)).slice(0, 8));
  if (!parsed.ok) throw new Error("a fingerprint is a nonce");
  return parsed.value;
}

export function createDirectory(): InstrumentDirectory {
  const indices = new Map<string, number>();
  return {
    indexOf: (venue, kind, symbol) => {
      const key = `${venue}/${kind}/${symbol}`;
      const index = indices.get(key) ?? indices.size;
      indices.set(key, index);
      return instrumentIndex(index);
    },
  };
}
