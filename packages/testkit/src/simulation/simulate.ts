import type { EngineState, Recorder } from "@evenkeel/core/engine";
import { type Config, DEFAULT_CONFIG, type EngineEvent } from "@evenkeel/core/events";
import { commandId, instrumentIndex, type Nonce, parseNonce } from "@evenkeel/core/ids";
import type { InstrumentDirectory, VenueEffect } from "@evenkeel/core/ports";
import { fingerprint, SECOND_MS, serialise } from "@evenkeel/core/units";
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
import { createClock, type SimulationClock } from "./clock.ts";
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
import { createRules, type Rule, type SendEffect } from "./invariants/index.ts";
import { type CommandBody, createOperator, type Habits, IDLE, type Operator } from "./operator.ts";
import { kill, type Process, startProcess, stateOf, tell, wake } from "./process.ts";
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

const PULSE_MS = 250;
const RESTART_MS_MIN = 300;
const RESTART_MS_MAX = 8 * SECOND_MS;
const INTRODUCE_AGAIN_MS = SECOND_MS;
/** A standby waits until the lease is over, and then until nothing signed under it can arrive any more. */
const TAKE_OVER_MS = 5 * SECOND_MS + 5 * SECOND_MS;
const SLEEP_ON_MS_MAX = 20 * SECOND_MS;
/** A process that woke into another's lease notices within this. */
const LEASE_LOOK_MS = SECOND_MS;

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
  private readonly underWay = new Map<string, SendEffect>();
  private process: Process;
  private epoch = 0;
  private sleepsAt: "pulse" | "persist" | "send" | null = null;
  private restartedMs = 0;
  private moved = false;
  private trace = "";
  private readonly counts: SimulationCounts = {
    events: 0,
    marketEvents: 0,
    sends: 0,
    crashes: 0,
    checks: 0,
    commands: 0,
  };

  constructor(options: SimulationOptions) {
    this.options = options;
    const { seed } = options;
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
      troubledMs: () => lastTroubleMs(this.venues, this.database, this.clock.wallMs(), this.restartedMs),
    });
    this.operator = createOperator(options.habits ?? IDLE, createRandom(seed ^ 0x2545_f491));
    this.execute = createExecutor({
      random: this.random,
      database: this.database,
      now: this.clock.now,
      after: schedule.after,
      fires: this.between.fires,
      dies: (process, point) => this.dies(process, point),
      sleeps: (process, where) => this.sleeps(process, where),
      kill: (process) => this.end(process),
      venueOf: (process, effect) => this.venueOf(process, effect),
      leaves: (effect) => this.leaves(effect),
    });
    this.process = this.boot();
    schedule.after(0, () => this.pulse());
    schedule.after(0, () => this.frame());
  }

  get state(): EngineState {
    return stateOf(this.process);
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
    this.end(this.process);
    this.process = this.boot();
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
    this.sleepsAt = null;
  }

  report(): SimulationReport {
    const boxes = [this.prices, ...this.venues.map(({ box }) => box)];
    const fired = [...boxes.flatMap((box) => [...box.fired]), ...this.between.fired];
    return reportOf(this.options.seed, this.counts, fired, this.journal, this.trace);
  }

  private get stamp() {
    const { venueMs, hostMs } = this.clock.now();
    return stamp({ venueMs, wallMs: hostMs });
  }

  private boot(): Process {
    this.epoch += 1;
    this.database.lease(this.epoch);
    this.restartedMs = this.wallMs;
    const process = startProcess(this.epoch, (own, effect, done) => this.execute(own, effect, done), {
      event: (event, state) => {
        this.options.recorder?.event(event, state);
        for (const rule of this.rules) rule.event?.(event);
      },
      effects: (effects, state) => {
        this.moved = true;
        this.options.recorder?.effects(effects, state);
        this.trace = fingerprint(`${this.trace}|${state.sequence}|${serialise(effects)}`);
      },
    });
    this.process = process;
    for (const rule of this.rules) rule.started?.();
    const nonce: Nonce = nonceOf(this.options.seed);
    const config = this.options.config ?? DEFAULT_CONFIG;
    const durable = this.journal.load();
    this.tell({ kind: "started", ...this.stamp, nonce, leaseEpoch: this.epoch, live: false, config, durable });
    for (const place of this.places) this.introduce(process, place);
    return process;
  }

  private introduce(process: Process, place: Place): void {
    if (process.standing === "dead") return;
    if (isServing(place.station.venue)) place.introduce();
    else this.clock.schedule.after(INTRODUCE_AGAIN_MS, () => this.introduce(process, place));
  }

  private tell(event: EngineEvent): void {
    this.counts.events += 1;
    if (event.kind === "top" || event.kind === "mark") this.counts.marketEvents += 1;
    tell(this.process, event);
    this.check();
  }

  /** Skipped when nothing a rule speaks of has moved since the last check: no row, no effect, nothing at a venue. */
  private check(): void {
    if (!this.moved || this.process.standing !== "awake") return;
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

  /** The end of a process, without a word; another one starts after a while. */
  private end(process: Process): void {
    kill(process);
    if (process !== this.process) return;
    this.counts.crashes += 1;
  }

  private dies(process: Process, point: CrashPoint | "crash-anytime"): boolean {
    if (process !== this.process || process.standing !== "awake") return false;
    const occasionsADay = point === "crash-anytime" ? this.clock.dayMs / PULSE_MS : 1;
    if (!this.between.fires(point, occasionsADay)) return false;
    this.end(process);
    const downMs = RESTART_MS_MIN + this.between.sizes.below(RESTART_MS_MAX - RESTART_MS_MIN);
    this.clock.schedule.after(downMs, () => this.boot());
    return true;
  }

  /** Under SIGSTOP; somebody else takes the lease meanwhile, and this one wakes late. */
  private sleeps(process: Process, where: "pulse" | "persist" | "send"): boolean {
    if (process !== this.process || process.standing !== "awake" || this.sleepsAt !== where) return false;
    this.sleepsAt = null;
    this.between.record("lease-taken");
    process.standing = "asleep";
    const { after } = this.clock.schedule;
    after(TAKE_OVER_MS, () => this.boot());
    after(TAKE_OVER_MS + this.between.sizes.below(SLEEP_ON_MS_MAX), () => {
      wake(process);
      tell(process, { kind: "pulse", ...this.stamp });
      after(LEASE_LOOK_MS, () => this.end(process));
    });
    return true;
  }

  private pulse(): void {
    this.clock.schedule.after(PULSE_MS, () => this.pulse());
    this.tell({ kind: "pulse", ...this.stamp });
    for (const rule of this.rules) rule.tick?.();
    if (this.dies(this.process, "crash-anytime") || this.sleeps(this.process, "pulse")) return;
    if (this.process.standing !== "awake") return;
    const body = this.operator.act(this.state, this.wallMs, this.clock.dayMs / PULSE_MS);
    if (body !== null) this.command(body);
  }

  private frame(): void {
    const frameMs = this.options.frameMs ?? 250;
    this.clock.schedule.after(frameMs, () => this.frame());
    const { between, database, clock } = this;
    moveDue(this.prices, this.venues, this.wallMs);
    beginBetween({ between, database, clock, sleep: (where) => (this.sleepsAt = where) }, frameMs);
    for (const place of this.places) place.frame();
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
