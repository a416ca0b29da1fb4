import type { ColdEvent } from "@evenkeel/core/events";
import type { Instrument } from "@evenkeel/core/market";
import { type Price, venueTime, wallTime } from "@evenkeel/core/units";
import { advance, createExchange, specificationOf } from "@evenkeel/exchange-sim";
import { allMarkPricesFrame, bookTickerFrame, createBestQuote, readBest } from "@evenkeel/exchange-sim/wire/binance";
import { createInProcessVenue, type InProcessVenue, type Listing } from "@evenkeel/testkit/in-process";
import { createDirectory, createRandom } from "@evenkeel/testkit/simulation";
import { type Market, PRICE_DIGITS } from "@evenkeel/venues/binance/frames";
import { VENUE } from "../venue.ts";
import { disturb } from "./disturb.ts";

const SYMBOLS = 400;

const ACCOUNT = "bench";
const WALL_START_MS = Date.UTC(2027, 0, 4);
/** Half an hour into the world, so that no settlement is near. */
const WARM_MS = 30 * 60_000;
const SPEED = 10;
export const WALL_SECONDS = 60;
const BOOK_FRAMES_PER_SECOND = 2_000;
const DEPTH_EVERY_MS = 25_000;
const MARKS_EVERY_MS = 1_000;

/** How much more often an instrument ticks that the tape leans to. */
const LEANING_TIMES = 3;

export const FRAME = { spotBook: 0, perpetualBook: 1, marks: 2 } as const;

/** Minutes of frames as a venue sends them, and what has to be told before and between. Times are wall times. */
export type Tape = {
  readonly markets: readonly Market[];
  /** Catalogue, terms, history and statistics; the account answers what the engine asks. */
  readonly introduction: readonly ColdEvent[];
  readonly account: (requestId: number) => ColdEvent;
  readonly start: {
    readonly venueTimeMs: ReturnType<typeof venueTime>;
    readonly receivedAtMs: ReturnType<typeof wallTime>;
  };
  readonly frames: readonly string[];
  readonly kinds: Uint8Array;
  readonly receivedAtMs: Float64Array;
  /** Instrument of a book frame; -1 for marks, which tell of all of them. */
  readonly instruments: Int32Array;
  /** Told before the frame of this number, outside the clock. */
  readonly depths: ReadonlyMap<number, readonly ColdEvent[]>;
};

/** As the Binance adapter lists a market: eight price digits, contract multipliers gone. */
function rescaled(listing: Listing): Instrument {
  const digits = PRICE_DIGITS + Math.round(Math.log10(listing.multiplier));
  const { instrument } = listing;
  return {
    ...instrument,
    priceScale: digits,
    tickSize: (instrument.tickSize * 10 ** (digits - instrument.priceScale)) as Price,
  };
}

const flat = (text: string): string => Buffer.from(text).toString();

/** Busy markets tick more: by the square root of their volume, as quotes do. */
function chooser(venue: InProcessVenue, leaning: ReadonlySet<number>, random: () => number): () => Listing {
  const { exchange, listings } = venue;
  let sum = 0;
  const edges = listings.map(({ at, market, instrument }) => {
    const listed = exchange.world.instruments[at];
    const volume = listed === undefined ? 0 : specificationOf(listed, market).volumeDailyUsd;
    sum += Math.sqrt(volume) * (leaning.has(instrument.index) ? LEANING_TIMES : 1);
    return sum;
  });
  return () => {
    const wanted = random() * sum;
    let low = 0;
    let high = edges.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((edges[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    const chosen = listings[low];
    if (chosen === undefined) throw new Error("an empty market");
    return chosen;
  };
}

/** The same market every time a seed is given; `leaning` are instruments that tick more often than they would. */
export function recordTape(seed: number, leaning: ReadonlySet<number> = new Set()): Tape {
  const exchange = createExchange({
    world: "demo",
    seed,
    symbols: SYMBOLS,
    accounts: [{ name: ACCOUNT, spot: { USDT: "32500" }, futures: "17500" }],
  });
  const venueStartMs = exchange.nowMs + WARM_MS;
  advance(exchange, venueStartMs);
  const venue = createInProcessVenue({ exchange, account: ACCOUNT, venue: VENUE, directory: createDirectory() });
  const at = { venueMs: venueStartMs, wallMs: WALL_START_MS };
  const markets = venue.listings.map(
    (listing): Market => ({
      instrument: rescaled(listing),
      symbol: listing.symbol,
      factor: listing.multiplier,
    }),
  );
  const introduction = venue
    .introduce(at)
    .map(
      (event): ColdEvent =>
        event.kind === "catalogue" ? { ...event, instruments: markets.map((market) => market.instrument) } : event,
    );
  const since = { venue: VENUE, lastTradeIds: [], incomeSince: venueTime(0), openedAt: venueTime(0) };
  return {
    markets,
    introduction,
    account: (requestId) => venue.perform({ kind: "read-account", venue: VENUE, requestId, since, urgent: false }, at),
    start: { venueTimeMs: venueTime(venueStartMs), receivedAtMs: wallTime(WALL_START_MS) },
    ...recordFrames(venue, markets, venueStartMs, seed, leaning),
  };
}

type Frames = Pick<Tape, "frames" | "kinds" | "receivedAtMs" | "instruments" | "depths">;

function recordFrames(
  venue: InProcessVenue,
  markets: readonly Market[],
  venueStartMs: number,
  seed: number,
  leaning: ReadonlySet<number>,
): Frames {
  const { exchange } = venue;
  const random = createRandom(seed);
  const choose = chooser(venue, leaning, random.next);
  const quote = createBestQuote();
  const untouched = new Set<number>();
  const total = WALL_SECONDS * (BOOK_FRAMES_PER_SECOND + 1_000 / MARKS_EVERY_MS);
  const frames: string[] = [];
  const kinds = new Uint8Array(total);
  const receivedAtMs = new Float64Array(total);
  const instruments = new Int32Array(total).fill(-1);
  const depths = new Map<number, ColdEvent[]>();
  let wallMs = 0;
  let nextMarksMs = 0;
  // The first seconds have no depth, and for some of every round it is too old: the engine must ask for it then.
  let nextDepthMs = 2_000;
  const push = (kind: number, text: string): void => {
    kinds[frames.length] = kind;
    receivedAtMs[frames.length] = WALL_START_MS + Math.floor(wallMs);
    frames.push(flat(text));
  };
  for (let sent = 0; frames.length < total; sent += 1) {
    wallMs = (sent * 1_000) / BOOK_FRAMES_PER_SECOND;
    const venueMs = venueStartMs + wallMs * SPEED;
    advance(exchange, venueMs);
    if (wallMs >= nextDepthMs) {
      nextDepthMs += DEPTH_EVERY_MS;
      depths.set(frames.length, readDepths(venue, markets, venueMs, WALL_START_MS + Math.floor(wallMs)));
    }
    if (wallMs >= nextMarksMs) {
      nextMarksMs += MARKS_EVERY_MS;
      push(FRAME.marks, allMarkPricesFrame(exchange));
      if (frames.length === total) break;
    }
    const listing = choose();
    const listed = exchange.world.instruments[listing.at];
    if (listed === undefined) throw new Error(`no instrument ${listing.at}`);
    readBest(exchange, listing.at, listing.market, untouched, quote);
    instruments[frames.length] = listing.instrument.index;
    const kind = listing.market === "spot" ? FRAME.spotBook : FRAME.perpetualBook;
    push(kind, disturb(bookTickerFrame(listed, listing.market, quote, venueMs), random));
  }
  return { frames, kinds, receivedAtMs, instruments, depths };
}

function readDepths(venue: InProcessVenue, markets: readonly Market[], venueMs: number, wallMs: number): ColdEvent[] {
  return venue.listings.map((listing, slot): ColdEvent => {
    const instrument = listing.instrument.index;
    const event = venue.perform({ kind: "read-depth", venue: VENUE, instrument }, { venueMs, wallMs });
    if (event.kind !== "depth") throw new Error("a depth is answered with a depth");
    const unit = 10 ** ((markets[slot]?.instrument.priceScale ?? 0) - listing.instrument.priceScale);
    const scaled = (levels: typeof event.bids) =>
      levels.map(([price, quantity]) => [(price * unit) as Price, quantity] as const);
    return { ...event, bids: scaled(event.bids), asks: scaled(event.asks) };
  });
}
