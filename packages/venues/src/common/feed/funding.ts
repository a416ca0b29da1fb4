import type { SettledFunding, VenueFailure } from "@evenkeel/core/events";
import type { EventSink } from "@evenkeel/core/ports";
import { DAY_MS, ok, type Rate, type Result, type VenueTimeMs } from "@evenkeel/core/units";
import { stamp, type VenueClient } from "../client/client.ts";

/** Calls for history under way at once. */
export const HISTORY_LANES = 6;
/** The stamp of a settled rate can lie some milliseconds beside the announced time. */
export const STAMP_SLACK_MS = 60_000;
/** A settlement that is not shown after this many looks is asked for with all that came before it. */
const LOOKS_MAX = 5;

export type FundingTerms = { readonly intervalHours: number; readonly cap: Rate; readonly floor: Rate };
export type SettledRow = { readonly symbol: string; readonly settled: SettledFunding };

const sameTerms = (a: FundingTerms | undefined, b: FundingTerms): boolean =>
  a !== undefined && a.intervalHours === b.intervalHours && a.cap === b.cap && a.floor === b.floor;

/** Tells changed terms only; an interval can change in the middle of a hold. */
export function createFundingTerms(
  client: VenueClient,
  sink: EventSink,
  readTerms: () => Promise<Result<ReadonlyMap<string, FundingTerms>, VenueFailure>>,
): () => Promise<Result<void, VenueFailure>> {
  const told = new Map<string, FundingTerms>();
  return async () => {
    const known = await readTerms();
    if (!known.ok) return known;
    for (const market of client.markets.perpetual.values()) {
      const terms = known.value.get(market.symbol);
      if (terms === undefined || sameTerms(told.get(market.symbol), terms)) continue;
      told.set(market.symbol, terms);
      sink({ kind: "funding-terms", instrument: market.instrument.index, ...terms, ...stamp(client) });
    }
    return ok(undefined);
  };
}

function tell(
  client: VenueClient,
  sink: EventSink,
  rows: readonly SettledRow[],
  wanted: (symbol: string) => boolean,
): Set<string> {
  const bySymbol = Map.groupBy(
    rows.filter(({ symbol }) => wanted(symbol)),
    ({ symbol }) => symbol,
  );
  for (const [symbol, ofSymbol] of bySymbol) {
    const market = client.markets.perpetual.get(symbol);
    if (market === undefined) continue;
    const settled = ofSymbol.map((row) => row.settled);
    sink({ kind: "funding-history", instrument: market.instrument.index, settled, ...stamp(client) });
  }
  return new Set(bySymbol.keys());
}

/** Works through a queue with a few hands. */
export async function inLanes<T>(all: readonly T[], lanes: number, work: (each: T) => Promise<void>): Promise<void> {
  const queue = [...all];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

export type FundingSource = {
  /** Settled rates of one contract from a time on, oldest first. */
  readonly readSince: (symbol: string, fromMs: number) => Promise<Result<readonly SettledRow[], VenueFailure>>;
  /** What these contracts settled at since then, as far as it can be had with few calls. */
  readonly readFresh: (symbols: readonly string[], fromMs: number) => Promise<readonly SettledRow[]>;
};

export type FundingHistoryReader = {
  /** Settled rates of these markets over the wanted days, the first ones first. Resolves when all were tried. */
  readonly load: (symbols: readonly string[], stopped: () => boolean) => Promise<void>;
  /** Notes a settlement; the next `catchUp` reads what it settled at. */
  readonly settled: (symbol: string, at: VenueTimeMs) => void;
  readonly catchUp: () => Promise<void>;
};

export function createFundingHistory(
  client: VenueClient,
  sink: EventSink,
  source: FundingSource,
): FundingHistoryReader {
  const waiting = new Map<string, { readonly at: VenueTimeMs; looks: number }>();

  const loadOne = async (symbol: string): Promise<void> => {
    const rows = await source.readSince(symbol, client.venueNowMs - client.options.historyDays * DAY_MS);
    if (rows.ok) tell(client, sink, rows.value, (each) => each === symbol);
    else waiting.set(symbol, { at: client.venueNowMs, looks: LOOKS_MAX });
  };

  const load: FundingHistoryReader["load"] = (symbols, stopped) =>
    inLanes(symbols, HISTORY_LANES, async (symbol) => {
      if (!stopped()) await loadOne(symbol);
    });

  const readFresh = async (): Promise<void> => {
    const fresh = [...waiting].filter(([, { looks }]) => looks < LOOKS_MAX);
    if (fresh.length === 0) return;
    const earliest = fresh.reduce((least, [, { at }]) => Math.min(least, at), Number.MAX_SAFE_INTEGER);
    const symbols = fresh.map(([symbol]) => symbol);
    const rows = await source.readFresh(symbols, earliest - STAMP_SLACK_MS);
    const due = rows.filter(
      ({ symbol, settled }) => settled.venueTimeMs >= (waiting.get(symbol)?.at ?? Infinity) - STAMP_SLACK_MS,
    );
    const found = tell(client, sink, due, (symbol) => waiting.has(symbol));
    for (const [symbol, entry] of fresh) {
      if (found.has(symbol)) waiting.delete(symbol);
      else entry.looks += 1;
    }
  };

  return {
    load,
    settled: (symbol, at) => {
      if (!waiting.has(symbol)) waiting.set(symbol, { at, looks: 0 });
    },
    catchUp: async () => {
      await readFresh();
      const missed = [...waiting].filter(([, { looks }]) => looks >= LOOKS_MAX).map(([symbol]) => symbol);
      for (const symbol of missed) waiting.delete(symbol);
      await load(missed, () => false);
    },
  };
}
