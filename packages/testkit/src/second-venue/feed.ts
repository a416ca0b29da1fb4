import type { MarkUpdate, TopOfBook, VenueFailure } from "@evenkeel/core/events";
import { type InstrumentIndex, instrumentIndex } from "@evenkeel/core/ids";
import type { EventSink, MarketFeed } from "@evenkeel/core/ports";
import {
  ok,
  type Price,
  type Quantity,
  type Rate,
  type Result,
  type VenueTimeMs,
  venueTime,
  wallTime,
} from "@evenkeel/core/units";
import { call, marketNamed, type Session, stamp } from "./session.ts";
import {
  type Listed,
  priceOf,
  type Row,
  rateOf,
  readLevel,
  readMarket,
  readTrade,
  SECOND_VENUE,
  timeOf,
} from "./translate.ts";

const VOLUME_QUOTE = 100_000_000;
const OPEN_INTEREST_QUOTE = 50_000_000;

type Push = Row & { readonly serial: number };
type Funding = { readonly hours: number; readonly cap: string; readonly settled: readonly Row[] };

const emptyTop = (): TopOfBook => ({
  kind: "top",
  venueTimeMs: venueTime(0),
  receivedAtMs: wallTime(0),
  instrument: instrumentIndex(0),
  bidPrice: 0 as Price,
  bidQuantity: 0 as Quantity,
  askPrice: 0 as Price,
  askQuantity: 0 as Quantity,
  updateId: 0,
});

const emptyMark = (): MarkUpdate => ({
  kind: "mark",
  venueTimeMs: venueTime(0),
  receivedAtMs: wallTime(0),
  instrument: instrumentIndex(0),
  markPrice: 0 as Price,
  indexPrice: 0 as Price,
  fundingRate: 0 as Rate,
  nextFundingAt: venueTime(0),
});

function fillTop(top: TopOfBook, row: Push, market: Listed): void {
  [top.bidPrice, top.bidQuantity] = readLevel(row["bid"] ?? "", market);
  [top.askPrice, top.askQuantity] = readLevel(row["ask"] ?? "", market);
  top.instrument = market.instrument.index;
  top.updateId = row.serial;
}

function fillMark(mark: MarkUpdate, row: Push, market: Listed): void {
  mark.instrument = market.instrument.index;
  mark.markPrice = priceOf(row["fair"], market);
  mark.indexPrice = priceOf(row["index"], market);
  mark.fundingRate = rateOf(row["rate"]);
  mark.nextFundingAt = timeOf(row["nextFunding"]);
}

/** One line for everything; it mends itself, and what was missed is told as a gap. */
function listen(session: Session, sink: EventSink): () => void {
  const top = emptyTop();
  const mark = emptyMark();
  const nextFunding = new Map<InstrumentIndex, VenueTimeMs>();
  let wasUp = false;
  const tell = (state: "up" | "down" | "gap"): void =>
    sink({ kind: "stream", venue: SECOND_VENUE, stream: "everything", state, ...stamp(session) });
  const rise = (): void => {
    session.isUp = true;
    if (wasUp) tell("gap");
    wasUp = true;
    tell("up");
  };
  const heard = (message: string): void => {
    const row = JSON.parse(message) as Push;
    const market = marketNamed(session, row["market"]);
    session.venueNow = timeOf(row["when"]);
    if (!session.isUp) rise();
    if (row["topic"] === "trade") return sink({ kind: "fill", fill: readTrade(row, market), ...stamp(session) });
    fillTop(top, row, market);
    sink(Object.assign(top, stamp(session)));
    if (row["fair"] === undefined) return;
    fillMark(mark, row, market);
    sink(Object.assign(mark, stamp(session)));
    const { instrument, nextFundingAt, fundingRate } = mark;
    const before = nextFunding.get(instrument);
    nextFunding.set(instrument, nextFundingAt);
    // The rate of this venue never changes, so the one that runs is the one that was settled.
    if (before === undefined || nextFundingAt <= before) return;
    const settled = [{ venueTimeMs: before, rate: fundingRate }];
    sink({ kind: "funding-history", instrument, settled, ...stamp(session) });
  };
  return session.options.wire.listen(heard, () => {
    session.isUp = false;
    tell("down");
  });
}

function introduce(session: Session, funding: Funding, sink: EventSink): void {
  const instruments = session.listed.map(({ instrument }) => instrument);
  const settled = funding.settled.map((row) => ({ venueTimeMs: timeOf(row["when"]), rate: rateOf(row["rate"]) }));
  session.venueNow = settled.at(-1)?.venueTimeMs ?? venueTime(0);
  sink({ kind: "clock-offset", venue: SECOND_VENUE, offsetMs: 0, roundTripMs: 0, ...stamp(session) });
  sink({ kind: "catalogue", venue: SECOND_VENUE, instruments, ...stamp(session) });
  const cap = rateOf(funding.cap);
  for (const { index: instrument, kind } of instruments) {
    const openInterestQuote = kind === "spot" ? null : OPEN_INTEREST_QUOTE;
    sink({ kind: "statistics", instrument, volumeQuote24h: VOLUME_QUOTE, openInterestQuote, ...stamp(session) });
    if (kind === "spot") continue;
    const terms = { intervalHours: funding.hours, cap, floor: -cap as Rate };
    sink({ kind: "funding-terms", instrument, ...terms, ...stamp(session) });
    sink({ kind: "funding-history", instrument, settled, ...stamp(session) });
  }
}

export function createFeed(session: Session): MarketFeed {
  let unlisten = (): void => undefined;
  const start = async (sink: EventSink): Promise<Result<void, VenueFailure>> => {
    const markets = await call(session, "/markets", {});
    if (!markets.ok) return markets;
    const funding = await call(session, "/funding", {});
    if (!funding.ok) return funding;
    const rows = markets.value as Parameters<typeof readMarket>[0][];
    session.listed = rows.map((row) => readMarket(row, session.options.directory));
    introduce(session, funding.value as Funding, sink);
    unlisten = listen(session, sink);
    return ok(undefined);
  };
  const stop = (): Promise<void> => {
    unlisten();
    session.isUp = false;
    return Promise.resolve();
  };
  return { start, stop };
}
