import type { ColdEvent, MarkUpdate, TopOfBook } from "../events/index.ts";
import type { VenueId } from "../ids/index.ts";
import { applyCatalogue, Quarantine } from "../market/columns.ts";
import { applyDepth, helpOut } from "../market/depth.ts";
import { FundingHistory } from "../market/funding.ts";
import { applyMark, applyTop } from "../market/tops.ts";
import { matchCandidates } from "../opportunity/candidates.ts";
import { evaluate } from "../opportunity/evaluate.ts";
import { refreshFeatures } from "../opportunity/features.ts";
import { Verdict } from "../opportunity/verdict.ts";
import { askDepth } from "./ask-depth.ts";
import { tryEnter } from "./entry.ts";
import { keepLostMarkets } from "./lost-market.ts";
import { tellStatuses } from "./market-news.ts";
import { requestAccount } from "./request-account.ts";
import { createVenue, type EngineState, type VenueState } from "./state.ts";

/** The hot path: columns, verdict, and only where everything is clear a plan. */
export function onTop(state: EngineState, event: TopOfBook): void {
  if (!applyTop(state.market.columns, event, state.config)) return;
  const { candidates } = state;
  for (let link = candidates.firstLink[event.instrument] ?? -1; link >= 0; link = candidates.nextLink[link] ?? -1) {
    judge(state, link >> 1);
  }
}

function judge(state: EngineState, candidate: number): void {
  const verdict = evaluate(state, candidate);
  if (verdict === Verdict.clear) tryEnter(state, candidate);
  else if (verdict === Verdict["depth-unknown"] && state.entryGateOpen) {
    askDepth(state, state.candidates.long[candidate] ?? -1);
    askDepth(state, state.candidates.short[candidate] ?? -1);
  }
}

export function onMark(state: EngineState, event: MarkUpdate): void {
  applyMark(state.market.columns, event, state.config);
}

export function venueOf(state: EngineState, id: VenueId): VenueState {
  const known = state.venues.get(id);
  if (known !== undefined) return known;
  const venue = createVenue();
  state.venues.set(id, venue);
  return venue;
}

export function onCatalogue(state: EngineState, event: Extract<ColdEvent, { kind: "catalogue" }>): void {
  const venue = venueOf(state, event.venue);
  const first = !venue.catalogued;
  const before = pairingPrint(state);
  const statuses = new Map(
    state.market.instruments.flatMap((each) => (each === undefined ? [] : [[each.index, each.status] as const])),
  );
  applyCatalogue(state.market, event.venue, event.instruments);
  keepLostMarkets(state, event.venue);
  tellStatuses(state, statuses);
  // A refreshed catalogue rarely changes what hedges what; the columns of candidates are kept when it does not.
  if (pairingPrint(state) !== before) state.candidates = matchCandidates(state.market);
  venue.catalogued = true;
  if (first || state.phase !== "ready") requestAccount(state, event.venue);
}

const pairingPrint = (state: EngineState): string =>
  state.market.instruments
    .map((each) => (each === undefined ? "" : `${each.venue}/${each.kind}/${each.base}/${each.quote}/${each.settle}`))
    .join();

export function onFundingHistory(state: EngineState, event: Extract<ColdEvent, { kind: "funding-history" }>): void {
  const ring = state.market.funding[event.instrument];
  if (ring === undefined) return;
  FundingHistory.append(ring, event.settled);
  const { candidates } = state;
  for (let link = candidates.firstLink[event.instrument] ?? -1; link >= 0; link = candidates.nextLink[link] ?? -1) {
    refreshFeatures(candidates, link >> 1, state.market, state.config, state.venueNowMs);
  }
}

export function onStatistics(state: EngineState, event: Extract<ColdEvent, { kind: "statistics" }>): void {
  const { columns } = state.market;
  columns.volumeQuote24h[event.instrument] = event.volumeQuote24h;
  if (event.openInterestQuote !== null) columns.openInterestQuote[event.instrument] = event.openInterestQuote;
}

export function onDepth(state: EngineState, event: Extract<ColdEvent, { kind: "depth" }>): void {
  const instrument = state.market.instruments[event.instrument];
  if (instrument === undefined) return;
  applyDepth(state.market, instrument, event.bids, event.asks, event.receivedAtMs);
  const seenMs = state.market.columns.topReceivedMs[event.instrument] ?? 0;
  if (event.receivedAtMs - seenMs > state.config.risk.freshnessMsMax)
    helpOut(state.market.columns, event.instrument, event.bids[0]?.[0] ?? 0, event.asks[0]?.[0] ?? 0);
}

/** A stream is a hint; after every gap the account is read again before it is trusted. */
export function onStream(state: EngineState, event: Extract<ColdEvent, { kind: "stream" }>): void {
  const venue = venueOf(state, event.venue);
  if (event.state === "down") {
    venue.streamsDown.add(event.stream);
    return;
  }
  venue.streamsDown.delete(event.stream);
  // A new connection starts a new count of book updates.
  for (const instrument of state.market.instruments) {
    if (instrument?.venue === event.venue) state.market.columns.updateId[instrument.index] = 0;
  }
  if (state.phase !== "starting") requestAccount(state, event.venue);
}

export function onMalformed(state: EngineState, event: Extract<ColdEvent, { kind: "malformed-frame" }>): void {
  if (event.instrument === null) return;
  const { columns } = state.market;
  columns.quarantine[event.instrument] = Quarantine.malformed;
  columns.quarantineCount[event.instrument] = (columns.quarantineCount[event.instrument] ?? 0) + 1;
}
