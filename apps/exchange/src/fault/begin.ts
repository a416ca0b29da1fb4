import {
  type Aim,
  ARMED_MAX,
  arm,
  CONTRACT_FAULTS,
  FAULTS,
  type FaultName,
  type FaultPlan,
  fundingDelaySeconds,
  happens,
  openWindow,
  PROFILES,
  planFault,
  record,
  sizeOf,
} from "@evenkeel/exchange-sim";
import { type FaultLayer, later } from "./layer.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const GONE_AWAY = 1001;
const POLICY = 1008;

/** What one fault is asked to do; what is null is drawn. */
export interface Wish extends Aim {
  readonly seconds: number | null;
  readonly count: number;
}

export const NO_WISH: Wish = { seconds: null, count: 1, account: null, symbol: null };

export type Begun = { readonly ok: true; readonly says: string } | { readonly ok: false; readonly problem: string };

const done = (says: string): Begun => ({ ok: true, says });
const failed = (problem: string): Begun => ({ ok: false, problem });

/** Does one fault now, or has it wait for the next occasion where it needs one; counts it when it happens. */
export function inject(layer: FaultLayer, name: FaultName, wish: Wish): Begun {
  if (!hasPlaceFor(layer, name)) return failed(NO_CONTRACTS);
  if (needsOccasion(name)) {
    const waiting = arm(layer.box, name, wish.count);
    return done(`waits for ${waiting === 1 ? "the next occasion" : `the next ${waiting} occasions`}`);
  }
  return begin(layer, name, wish);
}

const NO_CONTRACTS = "This venue has no contracts.";
const hasPlaceFor = ({ wire }: FaultLayer, name: FaultName): boolean =>
  !CONTRACT_FAULTS.includes(name) || PROFILES[wire.venue].listings.includes("futures");

const OCCASIONS = new Set(["send", "order", "ioc", "frame"]);
const needsOccasion = (name: FaultName): boolean =>
  OCCASIONS.has(FAULTS[name].per) || (name !== "funding-late" && FAULTS[name].per === "settlement");

export const COUNT_MAX = ARMED_MAX;

/** A fault that comes by the day. */
export function begin(layer: FaultLayer, name: FaultName, wish: Wish): Begun {
  const begun = hasPlaceFor(layer, name) ? start(layer, name, wish) : failed(NO_CONTRACTS);
  if (begun.ok) record(layer.box, name, Date.now(), begun.says);
  return begun;
}

const lasting = (what: string, ms: number): Begun => done(`${what}${Math.round(ms / SECOND_MS)} s`);

function start(layer: FaultLayer, name: FaultName, wish: Wish): Begun {
  const { box, windows, streams, clock, venue } = layer;
  const askedMs = wish.seconds === null ? null : wish.seconds * SECOND_MS;
  switch (name) {
    case "stream-stall":
      return lasting("open streams silent for ", streams.stall(askedMs));
    case "stream-cut":
      return done(`${streams.cut(POLICY, "24 hours are over")} streams closed`);
    case "listen-key-early":
    case "listen-key-twice":
      return expire(layer, name === "listen-key-early" ? 1 : 2);
    case "rate-limited":
    case "banned":
    case "overload-burst":
      return lasting("for ", openWindow(box, windows, name, askedMs, Date.now()));
    case "maintenance": {
      const ms = openWindow(box, windows, name, askedMs, Date.now());
      streams.cut(GONE_AWAY, "maintenance");
      return lasting("for ", ms);
    }
    case "clock-step":
      return done(clock.step(askedMs));
    case "clock-drift":
      return done(clock.drift(askedMs));
    case "key-permission-lost":
      return loseTrading(layer, wish, askedMs);
    case "zero-price":
      return showZero(layer, wish, askedMs);
    case "funding-late": {
      const seconds = wish.seconds ?? fundingDelaySeconds(box);
      const { nowMs: venueTimeMs } = venue.state;
      const { result } = venue.submit({ kind: "delay-funding", venueTimeMs, seconds });
      return result.ok ? done(`the next settlement ${seconds} s late`) : failed("The delay must be 0 to 59 s.");
    }
    default:
      return follow(layer, planFault(venue.state, box, name, wish));
  }
}

/** Does the first steps at once and queues the others. What the exchange refuses did not happen. */
export function follow(layer: FaultLayer, plan: FaultPlan): Begun {
  if (!plan.ok) return failed(plan.problem);
  for (const { afterMs, command } of plan.steps) {
    if (afterMs > 0) continue;
    const { result } = layer.venue.submit(command);
    if (!result.ok) return failed(`The venue refuses it: ${result.error.reason}.`);
  }
  const rest = plan.steps.filter(({ afterMs }) => afterMs > 0);
  return later(layer, rest) ? done(plan.says) : failed("Too much is going on already.");
}

function expire({ wire, clock }: FaultLayer, times: 1 | 2): Begun {
  if (wire.expireListenKeys === undefined) return failed("This venue has no listen keys.");
  const count = wire.expireListenKeys(times, clock.now());
  return count === 0 ? failed("No listen key is open.") : done(`${count} listen keys ended`);
}

function loseTrading(layer: FaultLayer, { account }: Wish, askedMs: number | null): Begun {
  const { wire, box, restorations, venue } = layer;
  const owner = account ?? [...venue.state.accounts.keys()][0];
  const held = [...wire.keys.values()].filter((key) => key.account === owner);
  if (held.length === 0) return failed("No such account.");
  if (restorations.some((each) => held.includes(each.held))) return failed("These keys have lost it already.");
  const ms = askedMs ?? sizeOf(box, "key-permission-lost", 0, 10 * MINUTE_MS, HOUR_MS);
  for (const key of held) {
    restorations.push({ untilMs: Date.now() + ms, held: key, before: key.restrictions });
    key.restrictions = { ...key.restrictions, enableFutures: false, enableSpotAndMarginTrading: false };
  }
  return lasting(`${held.length} keys may not trade for `, ms);
}

function showZero({ venue, box, zero }: FaultLayer, { symbol }: Wish, askedMs: number | null): Begun {
  const { instruments } = venue.state.world;
  const index =
    symbol === null
      ? Math.floor(sizeOf(box, "zero-price", 1, 0, Math.min(10, instruments.length)))
      : instruments.findIndex((each) => each.futures.symbol === symbol || each.spot.symbol === symbol);
  const instrument = instruments[index];
  if (instrument === undefined) return failed("No such symbol.");
  const ms = askedMs ?? sizeOf(box, "zero-price", 0, 10 * SECOND_MS, MINUTE_MS);
  zero.begin(index, ms);
  return lasting(`${instrument.futures.symbol} at zero for `, ms);
}

/** Once an hour of venue time: whether the settlement to come is paid late. */
export function drawFunding(layer: FaultLayer): void {
  const hour = Math.floor(layer.venue.state.nowMs / HOUR_MS);
  if (hour === layer.seenHour) return;
  layer.seenHour = hour;
  if (happens(layer.box, "funding-late")) begin(layer, "funding-late", NO_WISH);
}
