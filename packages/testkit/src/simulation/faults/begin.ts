import { HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import {
  COMMON_FAULTS,
  comeDue,
  type FaultBox,
  type FaultName,
  type FaultPlan,
  fundingDelaySeconds,
  happens,
  openWindow,
  planCommon,
  planFault,
  record,
  sizeOf,
} from "@evenkeel/exchange-sim";
import type { Random } from "../random.ts";
import { driftPerMs, stepMs } from "./clocks.ts";
import type { Lines } from "./lines.ts";
import { type FaultyVenue, later } from "./venue.ts";
import { lastingMs } from "./windows.ts";

/** Somebody notices that the account's mode is wrong, in venue time. */
const MODE_BACK_AFTER_MS = 40 * MINUTE_MS;
/** A coin that most people watch. */
const COINS_DRAWN = 10;
const NO_AIM = { account: null, symbol: null } as const;

/** A venue with all that its day's faults reach. */
export type Station = {
  readonly venue: FaultyVenue;
  readonly lines: Lines;
  readonly random: Random;
  readonly after: (delayMs: number, run: () => void) => void;
  seenHour: number;
};

/** Does the first steps at once and queues the others. What the exchange refuses did not happen. */
function follow(venue: FaultyVenue, plan: FaultPlan): boolean {
  if (!plan.ok) return false;
  for (const { afterMs, command } of plan.steps) {
    if (afterMs === 0 && !venue.command(command).result.ok) return false;
  }
  later(
    venue,
    plan.steps.filter(({ afterMs }) => afterMs > 0),
  );
  return true;
}

/** Begins one fault of a venue; `false` where it found nothing to befall. */
function start({ venue, lines, random, after }: Station, name: FaultName): boolean {
  const { box, windows, inner, clock } = venue;
  const { wallMs } = venue.now;
  const { exchange } = inner;
  const ms = lastingMs(name, sizeOf(box, name, 0, 0, 1));
  switch (name) {
    case "stream-stall":
      lines.stall(wallMs + ms);
      return true;
    case "stream-cut":
      lines.cut("all");
      return true;
    case "listen-key-early":
      lines.cut("account");
      return true;
    case "listen-key-twice":
      lines.cut("account");
      lines.cutAgain("account");
      return true;
    case "rate-limited":
    case "banned":
    case "overload-burst":
      openWindow(box, windows, name, ms, wallMs);
      return true;
    case "maintenance":
      openWindow(box, windows, name, ms, wallMs);
      lines.cut("all");
      return true;
    case "clock-step":
      clock.step(stepMs(random));
      after(ms, clock.mend);
      return true;
    case "clock-drift":
      clock.drift(driftPerMs(random), wallMs, ms);
      after(ms, clock.mend);
      return true;
    case "key-permission-lost":
      venue.permittedFromMs = wallMs + ms;
      return true;
    case "zero-price": {
      const at = Math.floor(sizeOf(box, name, 1, 0, Math.min(COINS_DRAWN, exchange.world.instruments.length)));
      venue.zero = { at, untilMs: wallMs + ms };
      return true;
    }
    case "funding-late":
      return venue.command({
        kind: "delay-funding",
        venueTimeMs: exchange.nowMs,
        seconds: fundingDelaySeconds(box),
      }).result.ok;
    case "position-mode-changed":
      return changeMode(venue);
    default:
      return follow(venue, planFault(exchange, box, name, NO_AIM));
  }
}

function changeMode(venue: FaultyVenue): boolean {
  const { exchange, account } = venue.inner;
  if (account.hedgeMode || !follow(venue, planFault(exchange, venue.box, "position-mode-changed", NO_AIM)))
    return false;
  const command = { kind: "set-position-mode", venueTimeMs: 0, account: account.name, hedge: false } as const;
  later(venue, [{ afterMs: MODE_BACK_AFTER_MS, command }]);
  return true;
}

/** What comes by the day at one venue. */
export function beginDue(station: Station): void {
  const { venue } = station;
  const { box, now, inner } = venue;
  const begin = (name: FaultName): void => {
    if (start(station, name)) record(box, name, now.wallMs, name);
  };
  for (const name of comeDue(box, now.wallMs, inner.exchange.nowMs)) begin(name);
  const hour = Math.floor(inner.exchange.nowMs / HOUR_MS);
  if (hour === station.seenHour) return;
  station.seenHour = hour;
  if (happens(box, "funding-late")) begin("funding-late");
}

/** What happens to a coin at every venue at once. */
export function moveDue(prices: FaultBox, venues: readonly FaultyVenue[], wallMs: number): void {
  const [first] = venues;
  if (first === undefined) return;
  for (const name of comeDue(prices, wallMs, first.inner.exchange.nowMs)) {
    if (!COMMON_FAULTS.includes(name)) continue;
    const coins = first.inner.exchange.world.instruments.slice(0, COINS_DRAWN);
    const coin = coins[Math.floor(sizeOf(prices, name, 0, 0, coins.length))]?.coin ?? "";
    const moved = venues.map((venue) => follow(venue, planCommon(venue.inner.exchange, name, coin)));
    if (moved.some((each) => each)) record(prices, name, wallMs, coin);
  }
}

/** Everything that lasts is over, and nothing new begins. */
export function endFaults({ venue }: Station): void {
  const { windows, veil, clock, inner, steps } = venue;
  windows.rateLimitedMs = windows.bannedMs = windows.overloadMs = windows.maintenanceMs = 0;
  for (const rows of [veil.orders, veil.late, veil.doubled]) rows.clear();
  clock.mend();
  // A time the venue has named is kept, whatever becomes of its reason: pausedUntilMs stays.
  venue.permittedFromMs = venue.veiledUntilMs = 0;
  venue.zero = { at: 0, untilMs: 0 };
  steps.length = 0;
  const { exchange, account } = inner;
  if (account.hedgeMode)
    venue.command({ kind: "set-position-mode", venueTimeMs: exchange.nowMs, account: account.name, hedge: false });
}
