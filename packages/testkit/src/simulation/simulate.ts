import { createLoop, createState, type EngineState, type Loop, type Recorder } from "@evenkeel/core/engine";
import {
  type ColdEvent,
  type Config,
  DEFAULT_CONFIG,
  type Effect,
  type EngineEvent,
  type VenueFailure,
} from "@evenkeel/core/events";
import { type ClientOrderId, commandId, instrumentIndex, type Nonce, parseNonce, venueId } from "@evenkeel/core/ids";
import type { InstrumentDirectory } from "@evenkeel/core/ports";
import { fingerprint, HOUR_MS, SECOND_MS, serialise, venueTime, wallTime } from "@evenkeel/core/units";
import { advance, createExchange, type WorldName, type WorldOverrides } from "@evenkeel/exchange-sim";
import { createInProcessVenue, emptyMark, emptyTop, fillOf, type InProcessVenue } from "../in-process/index.ts";
import { createMemoryJournal, type MemoryJournal } from "../memory-journal.ts";
import { createFaults, FAULTS, type FaultRates, type Faults } from "./faults.ts";
import { checkBooks, checkSend } from "./invariants.ts";
import { createRandom, type Random } from "./random.ts";
import { createSchedule, type Schedule } from "./schedule.ts";

export type SimulationOptions = {
  readonly seed: number;
  readonly world?: WorldName;
  readonly symbols?: number;
  readonly overrides?: WorldOverrides;
  readonly config?: Config;
  readonly faults?: FaultRates;
  /** Venue milliseconds per wall millisecond. */
  readonly speed?: number;
  /** Wall time between two samples of every instrument. */
  readonly frameMs?: number;
  /** Whether a seeded operator closes pairs at random, so that a day holds many round trips. */
  readonly closeChancePerPulse?: number;
  /** Sees what a flight recorder would see. */
  readonly recorder?: Recorder;
};

export type SimulationReport = {
  readonly seed: number;
  readonly events: number;
  readonly marketEvents: number;
  readonly sends: number;
  readonly roundTrips: number;
  readonly crashes: number;
  readonly checks: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly unhedgedMsWorst: number;
  readonly traceHash: string;
};

const WALL_START_MS = Date.UTC(2027, 0, 4);
const PULSE_MS = 250;
const LATENCY_MS = 20;
const VENUE = venueId("binance");
const ACCOUNT = "simulation";

/** The whole engine against the simulated exchange on a virtual clock, checked after every event that could break a rule. */
export class Simulation {
  readonly journal: MemoryJournal = createMemoryJournal();
  readonly venue: InProcessVenue;
  readonly sent = new Set<ClientOrderId>();
  private readonly random: Random;
  private readonly faults: Faults;
  private readonly schedule: Schedule = createSchedule(WALL_START_MS);
  private readonly options: SimulationOptions;
  private readonly speed: number;
  private readonly venueStartMs: number;
  private readonly top = emptyTop();
  private readonly mark = emptyMark();
  private loop: Loop;
  private epoch = 0;
  private life = 0;
  private settledAtMs: number;
  private seenTrades = 0;
  private trace = "";
  private lastChecked = "";
  private readonly counts = { events: 0, marketEvents: 0, sends: 0, crashes: 0, checks: 0, commands: 0 };

  constructor(options: SimulationOptions) {
    this.options = options;
    this.random = createRandom(options.seed);
    this.faults = createFaults(options.faults ?? FAULTS.calm, createRandom(options.seed ^ 0x5bd1e995));
    this.speed = options.speed ?? 60;
    const exchange = createExchange({
      world: options.world ?? "demo",
      seed: options.seed,
      symbols: options.symbols ?? 24,
      accounts: [{ name: ACCOUNT, spot: { USDT: "60000" }, futures: "40000" }],
      ...(options.overrides === undefined ? {} : { overrides: options.overrides }),
    });
    this.venueStartMs = exchange.nowMs;
    this.settledAtMs = exchange.nowMs;
    this.venue = createInProcessVenue({ exchange, account: ACCOUNT, venue: VENUE, directory: createDirectory() });
    this.loop = this.boot();
    this.schedule.after(0, () => this.pulse());
    this.schedule.after(0, () => this.frame());
  }

  get state(): EngineState {
    return this.loop.state;
  }

  get wallMs(): number {
    return this.schedule.nowMs();
  }

  get venueMs(): number {
    return this.venueStartMs + (this.schedule.nowMs() - WALL_START_MS) * this.speed;
  }

  private get times() {
    return { venueMs: this.venueMs, wallMs: this.schedule.nowMs() };
  }

  private get stamp() {
    return { venueTimeMs: venueTime(this.venueMs), receivedAtMs: wallTime(this.schedule.nowMs()) };
  }

  /** Lets simulated venue time pass. */
  runVenueMs(durationMs: number): void {
    this.schedule.runUntil(this.schedule.nowMs() + durationMs / this.speed);
  }

  command(body: Extract<ColdEvent, { kind: "command" }>["command"]["body"]): void {
    this.counts.commands += 1;
    const id = commandId(`simulation-${this.options.seed}-${this.counts.commands}`);
    const author = { kind: "user", id: "operator", role: "admin" } as const;
    this.dispatch({ kind: "command", ...this.stamp, command: { id, author, reason: "simulation", body } });
  }

  /** Kills the engine where it stands and starts it again on what was durable. */
  crash(): void {
    this.counts.crashes += 1;
    this.loop = this.boot();
  }

  report(): SimulationReport {
    let unhedgedMsWorst = 0;
    let roundTrips = 0;
    for (const pair of this.journal.pairs.values()) {
      unhedgedMsWorst = Math.max(unhedgedMsWorst, pair.unhedgedMsWorst);
      const traded = pair.long.boughtQuantity > 0 && pair.short.soldQuantity > 0;
      if (pair.stage === "closed" && traded) roundTrips += 1;
    }
    const { events, marketEvents, sends, crashes, checks } = this.counts;
    const faults = Object.fromEntries(this.faults.counts);
    return {
      seed: this.options.seed,
      events,
      marketEvents,
      sends,
      roundTrips,
      crashes,
      checks,
      faults,
      unhedgedMsWorst,
      traceHash: this.trace,
    };
  }

  private boot(): Loop {
    this.epoch += 1;
    this.life += 1;
    const life = this.life;
    const loop = createLoop(createState(), (effect, done) => this.perform(life, effect, done), {
      event: (event, state) => this.options.recorder?.event(event, state),
      effects: (effects, state) => {
        this.options.recorder?.effects(effects, state);
        this.trace = fingerprint(`${this.trace}|${state.sequence}|${serialise(effects)}`);
      },
    });
    this.loop = loop;
    const nonce: Nonce = nonceOf(this.options.seed);
    const durable = this.journal.load();
    const config = this.options.config ?? DEFAULT_CONFIG;
    this.dispatch({ kind: "started", ...this.stamp, nonce, leaseEpoch: this.epoch, config, durable });
    for (const event of this.venue.introduce(this.times)) this.dispatch(event);
    return loop;
  }

  private dispatch(event: EngineEvent): void {
    this.counts.events += 1;
    if (event.kind === "top" || event.kind === "mark") this.counts.marketEvents += 1;
    this.loop.dispatch(event);
    this.check();
  }

  /** Skipped when nothing a rule speaks of has moved since the last check. */
  private check(): void {
    const { state } = this.loop;
    const { account } = this.venue;
    const print = `${state.ledger.causes.size}/${state.portfolio.version}/${account.spotTrades.length}/${account.futuresTrades.length}/${account.income.length}/${state.phase}`;
    if (print === this.lastChecked) return;
    this.lastChecked = print;
    this.counts.checks += 1;
    checkBooks(state, this.journal, this.venue);
  }

  private perform(life: number, effect: Effect, done: (completion: ColdEvent | null) => void): void {
    const answer = (delayMs: number, completion: () => ColdEvent | null): void =>
      this.schedule.after(delayMs, () => {
        // What a dead process was waiting for never reaches the living one.
        if (life !== this.life) return;
        done(completion());
        this.check();
      });
    if (effect.kind === "persist") {
      // Too late to enter on, but never lost: a journal that loses rows is a dead process.
      const failed = effect.awaited && !effect.reducesRisk && this.faults.fires("persistFails");
      this.journal.commit(effect.batch);
      const { sequence } = effect.batch;
      const checkedAt = this.stamp.receivedAtMs;
      answer(2, () => {
        if (!effect.awaited) return null;
        return failed
          ? { kind: "persist-failed", ...this.stamp, sequence, reason: "simulated" }
          : { kind: "persisted", ...this.stamp, sequence, checkedAt };
      });
      return;
    }
    if (effect.kind === "send") {
      this.send(effect, answer);
      return;
    }
    const latencyMs = LATENCY_MS + this.random.below(LATENCY_MS);
    if (effect.kind === "cancel-order") {
      this.cancel(effect, latencyMs, answer);
      return;
    }
    if (effect.kind === "query-order" && this.faults.fires("invisibleToQuery")) {
      answer(latencyMs, () => ({ kind: "order-not-found", ...this.stamp, clientOrderId: effect.clientOrderId }));
      return;
    }
    if (effect.kind === "read-account" && this.faults.fires("readFails")) {
      const { venue, requestId } = effect;
      answer(latencyMs, () => ({
        kind: "account-failed",
        ...this.stamp,
        venue,
        requestId,
        failure: connectivity("timeout"),
      }));
      return;
    }
    answer(latencyMs, () => this.venue.perform(effect, this.times));
  }

  private send(
    effect: Extract<Effect, { kind: "send" }>,
    answer: (delayMs: number, completion: () => ColdEvent | null) => void,
  ): void {
    checkSend(effect, this.journal, this.sent);
    this.counts.sends += 1;
    const { clientOrderId } = effect.intent;
    const lost = (code: string): ColdEvent => ({
      kind: "unknown",
      ...this.stamp,
      clientOrderId,
      failure: connectivity(code),
    });
    if (this.faults.fires("rateLimited")) {
      const failure: VenueFailure = {
        kind: "rate-limited",
        code: "-1003",
        message: "too many requests",
        retryAfterMs: 2 * SECOND_MS,
      };
      answer(LATENCY_MS, () => ({ kind: "refused", ...this.stamp, clientOrderId, failure }));
      return;
    }
    if (this.faults.fires("replyLostBeforeAccept")) {
      answer(5 * SECOND_MS, () => lost("timeout"));
      return;
    }
    const arriveMs = LATENCY_MS / 2 + this.random.below(LATENCY_MS);
    let completion: ColdEvent | null = null;
    // The order arrives whether or not its sender still lives.
    this.schedule.after(arriveMs, () => {
      completion = this.venue.perform(effect, this.times);
      this.hintFills();
    });
    if (this.faults.fires("replyLostAfterAccept")) answer(5 * SECOND_MS, () => lost("timeout"));
    else if (this.faults.fires("serverError")) answer(arriveMs + LATENCY_MS, () => lost("503"));
    else answer(arriveMs + LATENCY_MS / 2, () => completion);
  }

  private cancel(
    effect: Extract<Effect, { kind: "cancel-order" }>,
    latencyMs: number,
    answer: (delayMs: number, completion: () => ColdEvent | null) => void,
  ): void {
    const { clientOrderId } = effect;
    const lost = (): ColdEvent => ({
      kind: "cancel-failed",
      ...this.stamp,
      clientOrderId,
      failure: connectivity("timeout"),
    });
    if (this.faults.fires("replyLostBeforeAccept")) {
      answer(5 * SECOND_MS, lost);
      return;
    }
    let completion: ColdEvent | null = null;
    this.schedule.after(latencyMs / 2, () => {
      completion = this.venue.perform(effect, this.times);
    });
    if (this.faults.fires("replyLostAfterAccept")) answer(5 * SECOND_MS, lost);
    else answer(latencyMs, () => completion);
  }

  /** The private stream: sometimes silent, sometimes twice. */
  private hintFills(): void {
    const { spotTrades, futuresTrades } = this.venue.account;
    if (spotTrades.length + futuresTrades.length === this.seenTrades) return;
    const all = [...spotTrades, ...futuresTrades].sort((a, b) => a.id - b.id);
    for (const trade of all.slice(this.seenTrades)) {
      const listing = this.venue.listings.find((each) => each.market === trade.market && each.at === trade.instrument);
      if (listing === undefined || !this.faults.fires("fillHint")) continue;
      const fill = fillOf(this.venue.account, trade, listing, VENUE);
      const times = this.faults.fires("fillHintTwice") ? 2 : 1;
      const life = this.life;
      for (let time = 0; time < times; time += 1) {
        this.schedule.after(this.random.below(3 * LATENCY_MS), () => {
          if (life === this.life) this.dispatch({ kind: "fill", ...this.stamp, fill });
        });
      }
    }
    this.seenTrades = all.length;
  }

  private pulse(): void {
    this.schedule.after(PULSE_MS, () => this.pulse());
    this.dispatch({ kind: "pulse", ...this.stamp });
    if (this.faults.fires("crashPerPulse")) this.crash();
    const closable = [...this.state.portfolio.pairs.values()].filter((pair) => pair.stage === "open");
    const victim = closable[this.random.below(Math.max(1, closable.length))];
    if (victim !== undefined && this.random.chance(this.options.closeChancePerPulse ?? 0)) {
      this.command({ kind: "close-pair", plan: victim.plan });
    }
  }

  private frame(): void {
    const frameMs = this.options.frameMs ?? 250;
    this.schedule.after(frameMs, () => this.frame());
    advance(this.venue.exchange, Math.max(this.venueMs, this.venue.exchange.nowMs));
    this.hintFills();
    const at = this.times;
    for (const listing of this.venue.listings) {
      if (listing.market === "futures") {
        this.venue.mark(listing, at, this.mark);
        this.dispatch(this.mark);
      }
      this.venue.top(listing, at, this.top);
      this.dispatch(this.top);
    }
    if (Math.floor(this.venueMs / HOUR_MS) !== Math.floor(this.settledAtMs / HOUR_MS)) {
      for (const listing of this.venue.listings) {
        if (listing.market === "futures") this.dispatch(this.venue.settled(listing, this.settledAtMs - HOUR_MS, at));
      }
      this.settledAtMs = this.venueMs;
    }
  }
}

const connectivity = (code: string): VenueFailure => ({
  kind: "connectivity",
  code,
  message: "simulated",
  retryAfterMs: null,
});

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
