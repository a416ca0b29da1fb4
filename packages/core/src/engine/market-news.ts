import type { ColdEvent } from "../events/index.ts";
import type { Instrument, InstrumentStatus } from "../market/instrument.ts";
import { refreshFeatures } from "../opportunity/features.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { openPairs } from "../position/portfolio.ts";
import { formatAmount, rateToFloat, unreachable } from "../units/index.ts";
import { alert, audit } from "./emit.ts";
import type { EngineState } from "./state.ts";

/** What the venue now says of markets we stand in. A pair whose market ends is closed by the next pulse. */
export function tellStatuses(state: EngineState, before: ReadonlyMap<number, InstrumentStatus>): void {
  for (const pair of openPairs(state.portfolio)) {
    for (const leg of [pair.long, pair.short]) {
      const now = state.market.instruments[leg.instrument];
      const was = before.get(leg.instrument);
      if (now !== undefined && was !== undefined && now.status !== was) tellStatus(state, pair, leg, now, was);
    }
  }
}

function tellStatus(state: EngineState, pair: Pair, leg: Leg, market: Instrument, was: InstrumentStatus): void {
  const held = `${formatAmount(leg.held)} ${pair.base}`;
  audit(state, pair.plan, "market-status", { symbol: market.symbol, was, now: market.status, held });
  switch (market.status) {
    case "trading":
      return;
    case "delisting":
    case "settling":
      return alert(
        state,
        "WARNING",
        "delisting",
        `${market.symbol} is ${market.status}: our ${held} there and what hedges it are closed now`,
      );
    case "halted":
      return alert(
        state,
        "CRITICAL",
        "market-halted",
        `${market.symbol} does not trade: our ${held} there stay as they are, hedged, and cannot be closed`,
      );
    case "gone":
      return alert(
        state,
        "CRITICAL",
        "market-gone",
        `${market.symbol} is no longer listed: our ${held} there are looked for under another name`,
      );
    default:
      return unreachable(market.status);
  }
}

type Terms = Extract<ColdEvent, { kind: "funding-terms" }>;

/** Interval and bounds of a contract's funding. What is expected of every pair with it is reckoned anew at once. */
export function onFundingTerms(state: EngineState, event: Terms): void {
  const { columns } = state.market;
  const at = event.instrument;
  const [hours, cap, floor] = [
    columns.intervalHours[at] ?? 0,
    columns.fundingCap[at] ?? 0,
    columns.fundingFloor[at] ?? 0,
  ];
  columns.intervalHours[at] = event.intervalHours;
  columns.fundingCap[at] = event.cap;
  columns.fundingFloor[at] = event.floor;
  if (hours === 0) return;
  const { candidates } = state;
  for (let link = candidates.firstLink[at] ?? -1; link >= 0; link = candidates.nextLink[link] ?? -1) {
    refreshFeatures(candidates, link >> 1, state.market, state.config, state.venueNowMs);
  }
  for (const pair of openPairs(state.portfolio)) {
    if (pair.long.instrument !== at && pair.short.instrument !== at) continue;
    const symbol = state.market.instruments[at]?.symbol ?? String(at);
    const text = `${symbol} settles every ${event.intervalHours} h between ${percent(event.floor)} and ${percent(event.cap)}, before every ${hours} h between ${percent(floor)} and ${percent(cap)}`;
    audit(state, pair.plan, "funding-terms", { symbol, hours, cap, floor, now: event.intervalHours });
    alert(state, "WARNING", "funding-terms", `${text}: ${pair.base} is held, its worth is reckoned anew`);
  }
}

const percent = (rate: number): string => `${(rateToFloat(rate) * 100).toFixed(4)} %`;
