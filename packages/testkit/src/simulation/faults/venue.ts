import type { ColdEvent } from "@evenkeel/core/events";
import { type InstrumentIndex, parseClientOrderId } from "@evenkeel/core/ids";
import type { VenueEffect } from "@evenkeel/core/ports";
import {
  type Applied,
  advance,
  apply,
  type Command,
  createFaultBox,
  createVeil,
  createWindows,
  type ExchangeEvent,
  type FaultBox,
  filterReason,
  happens,
  invisibleMs,
  judgeOrder,
  judgeRequest,
  type Market,
  outrun,
  type PlaceCommand,
  record,
  type Step,
  sizeOf,
  underVeil,
  type Veil,
  veil,
  type Windows,
} from "@evenkeel/exchange-sim";
import {
  createInProcessVenue,
  type InProcessOptions,
  type InProcessVenue,
  type Times,
} from "../../in-process/index.ts";
import { broken } from "../broken.ts";
import { type Budget, createBudget, isClosing } from "./budget.ts";
import { createSkewedClock, type Moment, type SkewedClock } from "./clocks.ts";
import { CLOCK, failed, failureOf, NOT_PERMITTED, ownBudget, TIMEOUT } from "./failures.ts";
import { hearSettlements } from "./settlements.ts";

/** Binance takes no request that is dated later than this ahead of its own clock. */
const AHEAD_MS_MAX = 1_000;

/** What becomes of one request: what the engine will be told, and whether only after all its patience. */
export type Reply = { readonly event: ColdEvent; readonly silent: boolean };

export type FaultyVenue = {
  readonly inner: InProcessVenue;
  readonly box: FaultBox;
  readonly windows: Windows;
  readonly veil: Veil;
  /** The venue's own wall clock. */
  readonly clock: SkewedClock;
  readonly budget: Budget;
  /** By venue time: what is still to come of faults that have begun. */
  readonly steps: { readonly dueMs: number; readonly command: Command }[];
  /** Straight to the exchange, whatever is wrong with the way there. */
  readonly command: (command: Command) => Applied;
  /** Lets the market run up to this moment, with what is due of faults that have begun. */
  readonly pass: (at: Moment) => void;
  readonly receiveWindowMs: () => number;
  readonly onClockRefused: () => void;
  now: Moment;
  /** How far the venue's clock is ahead of this machine's, as the adapter last measured. */
  knownOffsetMs: number;
  /** The adapter obeys a Retry-After: nothing goes out before. */
  pausedUntilMs: number;
  /** The process that lives now has read the account whole. */
  accountRead: boolean;
  /** Something asked for was not shown, or will not be, before. */
  veiledUntilMs: number;
  /** Keys may not trade before. */
  permittedFromMs: number;
  /** One instrument of the exchange is shown at zero until then. */
  zero: { readonly at: number; readonly untilMs: number };
  /** When something last went wrong with a request, in wall time. */
  troubledMs: number;
};

export type FaultyVenueOptions = Required<Omit<InProcessOptions, "submit">> & {
  readonly seed: number;
  readonly now: Moment;
  readonly onEvents: (events: readonly ExchangeEvent[]) => void;
  /** The adapter measures the clock at once. */
  readonly onClockRefused: () => void;
};

export function createFaultyVenue(options: FaultyVenueOptions): FaultyVenue {
  const { exchange, now } = options;
  const box = createFaultBox(options.seed, "none", "venue", now.wallMs, exchange.nowMs);
  const hung = createVeil();

  const hear = (events: readonly ExchangeEvent[]): void => {
    if (events.length === 0) return;
    hearSettlements({ exchange, box, veil: hung, later: (steps) => later(venue, steps) }, events, venue.now.wallMs);
    venue.veiledUntilMs = Math.max(venue.veiledUntilMs, ...hung.late.values());
    options.onEvents(events);
  };
  const command = (given: Command): Applied => {
    const venueTimeMs = Math.max(given.venueTimeMs, exchange.nowMs);
    const applied = apply(exchange, { ...given, venueTimeMs });
    hear(applied.events);
    return applied;
  };
  const pass = (at: Moment): void => {
    venue.now = at;
    hear(advance(exchange, at.venueMs));
    for (const due of venue.steps.filter(({ dueMs }) => dueMs <= exchange.nowMs)) {
      venue.steps.splice(venue.steps.indexOf(due), 1);
      command(due.command);
    }
  };
  const isOurs = (given: Command): given is PlaceCommand =>
    given.kind === "place" && parseClientOrderId(given.clientOrderId ?? "") !== null;

  const venue: FaultyVenue = {
    inner: createInProcessVenue({
      ...options,
      submit: (given) => (isOurs(given) ? place(venue, given) : command(given)),
    }),
    box,
    windows: createWindows(),
    veil: hung,
    clock: createSkewedClock(),
    budget: createBudget(),
    steps: [],
    command,
    pass,
    receiveWindowMs: options.receiveWindowMs,
    onClockRefused: options.onClockRefused,
    now,
    knownOffsetMs: 0,
    pausedUntilMs: 0,
    accountRead: false,
    veiledUntilMs: 0,
    permittedFromMs: 0,
    zero: { at: 0, untilMs: 0 },
    troubledMs: Number.NEGATIVE_INFINITY,
  };
  return venue;
}

/** Puts steps of a fault into the queue, counted from now. */
export function later({ steps, inner }: FaultyVenue, more: readonly Step[]): void {
  const from = inner.exchange.nowMs;
  steps.push(...more.map(({ afterMs, command }) => ({ dueMs: from + afterMs, command })));
}

export const isServing = ({ windows, now }: FaultyVenue): boolean => windows.maintenanceMs <= now.wallMs;

const touch = (venue: FaultyVenue): void => {
  venue.troubledMs = venue.now.wallMs;
};

/** An order of ours may meet with what befalls orders: a filter, somebody faster, a replica that lags. */
function place(venue: FaultyVenue, command: PlaceCommand): Applied {
  const { box, inner, now } = venue;
  const { exchange } = inner;
  const fault = judgeOrder(box, command.timeInForce === "IOC" || command.timeInForce === "FOK");
  if (fault === "filter-reject") {
    touch(venue);
    record(box, fault, now.wallMs, `${command.side} ${command.symbol}`);
    return { result: { ok: false, error: { reason: filterReason(command), detail: command.price ?? "" } }, events: [] };
  }
  let rival: ReturnType<typeof outrun> | null = null;
  if (fault !== null) {
    touch(venue);
    const share = fault === "zero-fill" ? 0 : sizeOf(box, fault, 0, 0.1, 0.9);
    record(box, fault, now.wallMs, `${Math.round(share * 100)} % of ${command.quantity} ${command.symbol}`);
    rival = outrun(exchange, command, share);
    venue.command(rival.before);
  }
  const applied = venue.command(command);
  if (rival !== null) venue.command(rival.after);
  if (applied.result.ok && applied.result.value.kind === "order" && happens(box, "order-invisible")) {
    touch(venue);
    const ms = invisibleMs(box);
    venue.veiledUntilMs = Math.max(venue.veiledUntilMs, now.wallMs + ms);
    veil(venue.veil.orders, applied.result.value.order.id, now.wallMs + ms);
    record(box, "order-invisible", now.wallMs, `${command.symbol} for ${Math.round(ms / 1_000)} s`);
  }
  return applied;
}

function instrumentOf(effect: VenueEffect): InstrumentIndex | null {
  switch (effect.kind) {
    case "send":
      return effect.intent.instrument;
    case "read-account":
    case "transfer":
      return null;
    default:
      return effect.instrument;
  }
}

/** The market of a request, for its budget. */
function marketOf({ inner }: FaultyVenue, effect: VenueEffect): Market {
  const index = instrumentOf(effect);
  return (index === null ? undefined : inner.book.byIndex(index)?.market) ?? "futures";
}

/** Whether the venue's clock refuses a request that was dated then. */
function isOutOfTime(venue: FaultyVenue, effect: VenueEffect, { wallMs, hostMs }: Moment): boolean {
  const datedMs = ("checkedAt" in effect ? effect.checkedAt : hostMs) + venue.knownOffsetMs;
  const aheadMs = datedMs - (wallMs + venue.clock.offsetMs(wallMs));
  return aheadMs >= AHEAD_MS_MAX || aheadMs < -venue.receiveWindowMs();
}

const isPublic = (effect: VenueEffect): boolean => effect.kind === "read-depth" || effect.kind === "read-volume";
const QUESTIONS: readonly VenueEffect["kind"][] = ["query-order", "read-account", "read-depth", "read-volume"];
const changesAnything = (effect: VenueEffect): boolean => !QUESTIONS.includes(effect.kind);

/** The request as it leaves the adapter: an adapter that waits, or has no weight left, sends nothing. */
export function holdBack(venue: FaultyVenue, effect: VenueEffect, at: Moment): Reply | null {
  const held = (waitMs: number): Reply => ({
    event: failed(effect, ownBudget(waitMs), hostTimes(at)),
    silent: false,
  });
  if (at.wallMs < venue.pausedUntilMs) return held(venue.pausedUntilMs - at.wallMs);
  const waitMs = venue.budget.take(effect, marketOf(venue, effect), at.wallMs);
  if (waitMs === null) return null;
  // I15: what closes always finds weight, whatever polls have used.
  if (isClosing(effect)) broken("I15", `${effect.intent.clientOrderId} found no weight left`);
  return held(waitMs);
}

const hostTimes = (at: Moment): Times => ({ venueMs: at.venueMs, wallMs: at.hostMs });

/** One request at the moment it arrives. */
export function request(venue: FaultyVenue, effect: VenueEffect, at: Moment): Reply {
  venue.pass(at);
  const { box, windows, inner } = venue;
  const refused = (failure: Parameters<typeof failed>[1], silent = false): Reply => {
    touch(venue);
    return { event: failed(effect, failure, hostTimes(at)), silent };
  };
  const verdict = judgeRequest(box, windows, changesAnything(effect), at.wallMs);
  const { trouble } = verdict.kind === "trouble" ? verdict : { trouble: null };
  if (verdict.kind !== "pass" && !verdict.done) {
    const waitMs = Math.max(windows.rateLimitedMs, windows.bannedMs) - at.wallMs;
    if (trouble === "rate-limited" || trouble === "banned") venue.pausedUntilMs = at.wallMs + waitMs;
    return refused(failureOf(verdict, waitMs));
  }
  if (!isPublic(effect) && isOutOfTime(venue, effect, at)) {
    venue.onClockRefused();
    return refused(CLOCK);
  }
  const locked = at.wallMs < venue.permittedFromMs;
  if (locked && changesAnything(effect)) return refused(NOT_PERMITTED);
  const perform = (): ColdEvent => inner.perform(effect, hostTimes(at));
  const told = changesAnything(effect) ? perform() : underVeil(inner.exchange, venue.veil, at.wallMs, perform);
  if (told.kind === "account") venue.accountRead = true;
  if (verdict.kind === "pass")
    return { event: locked && told.kind === "account" ? { ...told, permissions: "read-only" } : told, silent: false };
  // Carried out, and nobody is told: half of the lost replies break the connection, half keep silent.
  const silent = verdict.kind === "break" && sizeOf(box, "reply-lost", 1, 0, 1) < 0.5;
  return refused(silent ? TIMEOUT : failureOf(verdict, 0), silent);
}
