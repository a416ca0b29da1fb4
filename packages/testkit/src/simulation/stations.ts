import type { EngineEvent } from "@evenkeel/core/events";
import { type InstrumentIndex, venueId } from "@evenkeel/core/ids";
import type { InstrumentDirectory } from "@evenkeel/core/ports";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "@evenkeel/core/units";
import {
  createExchange,
  type ExchangeEvent,
  type VenueName,
  type WorldName,
  type WorldOverrides,
} from "@evenkeel/exchange-sim";
import { emptyMark, emptyTop, fillOf, type Listing, reportOf, stamp, type Times } from "../in-process/index.ts";
import type { SimulationClock } from "./clock.ts";
import {
  type BetweenBox,
  beginDue,
  createFaultyVenue,
  createLines,
  type FaultyVenue,
  isServing,
  type LineName,
  type Station,
} from "./faults/index.ts";
import { createRandom } from "./random.ts";

export const ACCOUNT = "simulation";
const FUNDS = { spot: { USDT: "60000" }, futures: "40000" } as const;
/** Between two looks at the catalogue, two measurements of the clock and two at the dollar coins, of wall time. */
const CATALOGUE_MS = 10 * SECOND_MS;
const CLOCK_MS = MINUTE_MS;
const DOLLARS_MS = 10 * SECOND_MS;
const MEND_CLOCK_MS = 300;
const ROUND_TRIP_MS = 40;
const HINT_MS_MAX = 60;

export type PlaceOptions = {
  readonly name: VenueName;
  readonly seed: number;
  readonly world: WorldName;
  readonly symbols: number;
  readonly overrides: WorldOverrides | undefined;
  readonly clock: SimulationClock;
  readonly between: BetweenBox;
  readonly directory: InstrumentDirectory;
  readonly receiveWindowMs: () => number;
  readonly tell: (event: EngineEvent) => void;
  readonly onEvents: (venue: FaultyVenue, events: readonly ExchangeEvent[]) => void;
};

/** A venue in one process with the engine, its streams, and what its adapter does by itself. */
export type Place = {
  readonly station: Station;
  /** One look at every market, with all that comes by the second. */
  readonly frame: () => void;
  /** What a new process is told before anything else; again and again while the venue is not there. */
  readonly introduce: () => void;
};

export function createPlace(options: PlaceOptions): Place {
  const { clock, between, tell } = options;
  const { after } = clock.schedule;
  const exchange = createExchange({
    venue: options.name,
    world: options.world,
    seed: options.seed,
    symbols: options.symbols,
    accounts: [{ name: ACCOUNT, ...FUNDS }],
    ...(options.overrides === undefined ? {} : { overrides: options.overrides }),
  });
  const random = createRandom(options.seed ^ 0x1b56_c4e9);
  const venue: FaultyVenue = createFaultyVenue({
    exchange,
    account: ACCOUNT,
    venue: venueId(options.name),
    directory: options.directory,
    receiveWindowMs: options.receiveWindowMs,
    seed: options.seed,
    now: clock.now(),
    onEvents: (events) => {
      options.onEvents(venue, events);
      hint(events);
    },
    onClockRefused: () => after(MEND_CLOCK_MS, measure),
  });
  const { inner } = venue;
  const lines = createLines({
    box: venue.box,
    nowMs: clock.wallMs,
    after,
    isServing: () => isServing(venue),
    tell,
    told: (stream, state) => tell({ kind: "stream", ...hostStamp(), venue: inner.venue, stream, state }),
  });
  const station: Station = { venue, lines, random, after, seenHour: Math.floor(exchange.nowMs / HOUR_MS) };
  const top = emptyTop();
  const mark = emptyMark();
  let known = new Set<InstrumentIndex>();
  let settledAtMs = exchange.nowMs;
  let cataloguedMs = 0;
  let measuredMs = 0;
  let dollarsMs = 0;

  const hostTimes = (): Times => {
    const { venueMs, hostMs } = clock.now();
    return { venueMs, wallMs: hostMs };
  };
  const hostStamp = () => stamp(hostTimes());

  /** The private streams: every order and fill of the account, as hints. */
  const hint = (events: readonly ExchangeEvent[]): void => {
    for (const event of events) {
      if (event.kind !== "order") continue;
      const { order, trade } = event;
      const listing = inner.book.atTime(order.market, order.instrument, event.timeMs);
      if (listing === undefined) continue;
      const name: LineName = order.market === "spot" ? "spot-account" : "futures-account";
      const push = (made: (received: ReturnType<typeof hostStamp>) => EngineEvent): void =>
        after(random.below(HINT_MS_MAX), () => lines.push(name, made(hostStamp())));
      if (trade !== null) {
        const fill = fillOf(inner.account, trade, listing, inner.venue);
        push((received) => ({ kind: "fill", ...received, fill }));
      }
      if (order.origin !== "account") continue;
      const report = reportOf(order, listing);
      push((received) => ({ kind: "order-report", ...received, venue: inner.venue, report }));
    }
  };

  const measure = (): void => {
    const { wallMs, hostMs } = clock.now();
    if (!isServing(venue)) return;
    measuredMs = wallMs;
    venue.knownOffsetMs = wallMs + venue.clock.offsetMs(wallMs) - hostMs;
    tell({
      kind: "clock-offset",
      ...hostStamp(),
      venue: inner.venue,
      offsetMs: venue.knownOffsetMs,
      roundTripMs: ROUND_TRIP_MS,
    });
  };

  const show = (listing: Listing, at: Times): void => {
    const { index, status } = listing.instrument;
    // A client knows no market that its catalogue does not have yet.
    if (status === "settling" || status === "halted" || !known.has(index)) return;
    const isZero = listing.at === venue.zero.at && clock.wallMs() < venue.zero.untilMs;
    if (listing.market === "futures") {
      inner.mark(listing, at, mark);
      if (isZero) Object.assign(mark, { markPrice: 0, indexPrice: 0 });
      lines.push("futures-marks", mark);
    }
    inner.top(listing, at, top);
    if (isZero) Object.assign(top, { bidPrice: 0, askPrice: 0 });
    if (between.fires("frame-crossed")) Object.assign(top, { bidPrice: top.askPrice, askPrice: top.bidPrice });
    if (between.fires("frame-malformed")) {
      tell({ kind: "malformed-frame", ...stamp(at), venue: inner.venue, instrument: index, reason: "simulated" });
    } else lines.push(listing.market === "spot" ? "spot-books-0" : "futures-books-0", top);
  };

  const learn = (): void => {
    known = new Set(inner.listings.map(({ instrument }) => instrument.index));
  };

  const settle = (at: Times): void => {
    if (Math.floor(at.venueMs / HOUR_MS) === Math.floor(settledAtMs / HOUR_MS)) return;
    for (const listing of inner.listings)
      if (listing.market === "futures" && known.has(listing.instrument.index))
        tell(inner.settled(listing, settledAtMs - HOUR_MS, at));
    settledAtMs = at.venueMs;
  };

  const frame = (): void => {
    const now = clock.now();
    venue.pass(now);
    beginDue(station);
    lines.watch();
    const at = hostTimes();
    if (now.wallMs - measuredMs >= CLOCK_MS) measure();
    if (now.wallMs - cataloguedMs >= CATALOGUE_MS && isServing(venue)) {
      cataloguedMs = now.wallMs;
      const changes = inner.changes(at);
      if (changes.length > 0) learn();
      for (const event of changes) tell(event);
    }
    if (now.wallMs - dollarsMs >= DOLLARS_MS && isServing(venue)) {
      dollarsMs = now.wallMs;
      for (const event of inner.dollars(at)) tell(event);
    }
    inner.book.refresh();
    for (const listing of inner.listings) show(listing, at);
    settle(at);
  };

  const introduce = (): void => {
    venue.accountRead = false;
    const told = inner.introduce(hostTimes());
    learn();
    for (const event of told) tell(event);
    measure();
    lines.reopen();
  };

  return { station, frame, introduce };
}
