import { DAY_MS, MINUTE_MS, SECOND_MS } from "@evenkeel/core/units";
import { mix, SALT, uniform } from "../random.ts";
import { COMMON_FAULTS, FAULT_NAMES, FAULTS, type FaultName, faultNumber, type Per } from "./catalogue.ts";
import { MIXES, type MixName, type Rates } from "./mix.ts";

/** Of what happened, this many are told one by one; all are counted. */
const RECENT_MAX = 100;
export const ARMED_MAX = 1_000;
/** What lies further back than this in one step is not made up for: a skip of a year brings no year of faults. */
const CATCH_UP_MINUTES_MAX = 1_440;
const CATCH_UP_SECONDS_MAX = 600;

export interface Firing {
  readonly name: FaultName;
  readonly wallMs: number;
  readonly says: string;
}

/**
 * What decides whether a fault happens. Every fault has its own row of draws, one for each occasion, so that neither
 * another fault nor one on command changes what comes later.
 */
export interface FaultBox {
  readonly seed: number;
  readonly names: readonly FaultName[];
  mixName: MixName;
  rates: Rates;
  readonly fired: Map<FaultName, number>;
  readonly recent: Firing[];
  /** On command, for the next occasions. */
  readonly armed: Map<FaultName, number>;
  readonly occasions: Map<FaultName, number>;
  /** Where the grids of days have been looked at up to: whole seconds of wall time, whole minutes of venue time. */
  seenSecond: number;
  seenMinute: number;
  readonly startedMs: number;
}

export type Scope = "venue" | "common";

export function createFaultBox(
  seed: number,
  mixName: MixName,
  scope: Scope,
  wallMs: number,
  venueMs: number,
): FaultBox {
  return {
    seed,
    names: FAULT_NAMES.filter((name) => COMMON_FAULTS.includes(name) === (scope === "common")),
    mixName,
    rates: MIXES[mixName],
    fired: new Map(),
    recent: [],
    armed: new Map(),
    occasions: new Map(),
    seenSecond: 0,
    seenMinute: Math.floor(venueMs / MINUTE_MS),
    startedMs: wallMs,
  };
}

export function setMix(box: FaultBox, mixName: MixName): void {
  box.mixName = mixName;
  box.rates = MIXES[mixName];
}

/** Nothing can happen by itself and nothing was ordered. */
export const isQuiet = (box: FaultBox): boolean => box.mixName === "none" && box.armed.size === 0;

/** Returns how many are waiting now; more than the most are not taken. */
export function arm(box: FaultBox, name: FaultName, count: number): number {
  const waiting = Math.min(ARMED_MAX, (box.armed.get(name) ?? 0) + count);
  box.armed.set(name, waiting);
  return waiting;
}

function disarm(box: FaultBox, name: FaultName): boolean {
  const waiting = box.armed.get(name) ?? 0;
  if (waiting === 0) return false;
  if (waiting === 1) box.armed.delete(name);
  else box.armed.set(name, waiting - 1);
  return true;
}

const chanceAt = (box: FaultBox, name: FaultName, occasion: number): number =>
  uniform(mix(box.seed, SALT.fault, faultNumber(name), occasion));

/** One occasion at which it could happen: whether it does. */
export function happens(box: FaultBox, name: FaultName): boolean {
  const occasion = (box.occasions.get(name) ?? 0) + 1;
  box.occasions.set(name, occasion);
  const drawn = chanceAt(box, name, occasion) < box.rates[name];
  return disarm(box, name) || drawn;
}

/** The first of several that happens at one occasion. It is an occasion for all of them, taken or not. */
export function firstThatHappens<N extends FaultName>(box: FaultBox, names: readonly N[]): N | null {
  let first: N | null = null;
  for (const name of names) {
    if (first !== null) box.occasions.set(name, (box.occasions.get(name) ?? 0) + 1);
    else if (happens(box, name)) first = name;
  }
  return first;
}

/** How large, how long: one number between two bounds, a fresh one each time the fault has fired. */
export function sizeOf(box: FaultBox, name: FaultName, use: number, low: number, high: number): number {
  const count = box.fired.get(name) ?? 0;
  return low + uniform(mix(box.seed, SALT.faultSize, faultNumber(name) * 16 + use, count)) * (high - low);
}

export function record(box: FaultBox, name: FaultName, wallMs: number, says: string): void {
  box.fired.set(name, (box.fired.get(name) ?? 0) + 1);
  box.recent.push({ name, wallMs, says });
  if (box.recent.length > RECENT_MAX) box.recent.shift();
}

const dueBetween = (box: FaultBox, per: Per, from: number, to: number, perDay: number): FaultName[] => {
  const due: FaultName[] = [];
  for (const name of box.names) {
    const rate = box.rates[name];
    if (FAULTS[name].per !== per || rate === 0) continue;
    for (let slot = from + 1; slot <= to; slot++) if (chanceAt(box, name, slot) < rate / perDay) due.push(name);
  }
  return due;
};

/** What has come due by the day since the last time: on a grid of wall seconds and one of venue minutes. */
export function comeDue(box: FaultBox, wallMs: number, venueMs: number): FaultName[] {
  const second = Math.floor((wallMs - box.startedMs) / SECOND_MS);
  const minute = Math.floor(venueMs / MINUTE_MS);
  const bySecond = dueBetween(
    box,
    "wall-day",
    Math.max(box.seenSecond, second - CATCH_UP_SECONDS_MAX),
    second,
    DAY_MS / SECOND_MS,
  );
  const byMinute = dueBetween(
    box,
    "venue-day",
    Math.max(box.seenMinute, minute - CATCH_UP_MINUTES_MAX),
    minute,
    DAY_MS / MINUTE_MS,
  );
  box.seenSecond = Math.max(box.seenSecond, second);
  box.seenMinute = Math.max(box.seenMinute, minute);
  return [...bySecond, ...byMinute];
}
