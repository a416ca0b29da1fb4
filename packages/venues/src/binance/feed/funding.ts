import type { VenueFailure } from "@evenkeel/core/events";
import type { EventSink } from "@evenkeel/core/ports";
import { DAY_MS, ok, RATE_SCALE, type Rate, type Result, type VenueTimeMs } from "@evenkeel/core/units";
import { type Client, read, stamp } from "../client/client.ts";
import type { Market } from "../market.ts";
import { type FundingTerms, parseFundingInfo, parseFundingRates, type SettledRow } from "../parse/terms.ts";
import { FUNDING_CAP_OF_MAINTENANCE, FUNDING_HOURS_DEFAULT } from "../quirks/defaults.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

const ROWS_MAX = 1_000;
const HISTORY_WAIT_MS_MAX = 6 * 60_000;
/** Calls for history under way at once. */
const HISTORY_LANES = 6;
/** The stamp of a settled rate can lie some milliseconds beside the announced time. */
const STAMP_SLACK_MS = 60_000;
/** A settlement the common list does not show after this many looks is asked for by its symbol. */
const LOOKS_MAX = 5;

function defaultTerms({ instrument }: Market): FundingTerms {
  const cap = Math.round((instrument.maintenanceMarginBps / 10_000) * FUNDING_CAP_OF_MAINTENANCE * 10 ** RATE_SCALE);
  return { intervalHours: FUNDING_HOURS_DEFAULT, cap: cap as Rate, floor: -cap as Rate };
}

const sameTerms = (a: FundingTerms | undefined, b: FundingTerms): boolean =>
  a !== undefined && a.intervalHours === b.intervalHours && a.cap === b.cap && a.floor === b.floor;

/** Tells changed terms only; an interval can change in the middle of a hold. */
export function createFundingTerms(client: Client, sink: EventSink): () => Promise<Result<void, VenueFailure>> {
  const told = new Map<string, FundingTerms>();
  return async () => {
    const adjusted = await read(client, ENDPOINTS.fundingInfo, {}, "poll", parseFundingInfo);
    if (!adjusted.ok) return adjusted;
    for (const market of client.markets.perpetual.values()) {
      const terms = adjusted.value.get(market.symbol) ?? defaultTerms(market);
      if (sameTerms(told.get(market.symbol), terms)) continue;
      told.set(market.symbol, terms);
      sink({ kind: "funding-terms", instrument: market.instrument.index, ...terms, ...stamp(client) });
    }
    return ok(undefined);
  };
}

function tell(
  client: Client,
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

export type FundingHistoryReader = {
  /** Settled rates of these markets over the wanted days, the first ones first. Resolves when all were tried. */
  readonly load: (symbols: readonly string[], stopped: () => boolean) => Promise<void>;
  /** Notes a settlement; the next `catchUp` reads what it settled at. */
  readonly settled: (symbol: string, at: VenueTimeMs) => void;
  readonly catchUp: () => Promise<void>;
};

export function createFundingHistory(client: Client, sink: EventSink): FundingHistoryReader {
  const waiting = new Map<string, { readonly at: VenueTimeMs; looks: number }>();

  const loadOne = async (symbol: string): Promise<void> => {
    const startTime = client.venueNowMs - client.options.historyDays * DAY_MS;
    const rows = await read(
      client,
      ENDPOINTS.fundingRate,
      { symbol, startTime, limit: ROWS_MAX },
      "market",
      parseFundingRates,
      HISTORY_WAIT_MS_MAX,
    );
    if (rows.ok) tell(client, sink, rows.value, (each) => each === symbol);
    else waiting.set(symbol, { at: client.venueNowMs, looks: LOOKS_MAX });
  };

  const load: FundingHistoryReader["load"] = async (symbols, stopped) => {
    const queue = [...symbols];
    const lane = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined && !stopped(); next = queue.shift()) await loadOne(next);
    };
    await Promise.all(Array.from({ length: HISTORY_LANES }, lane));
  };

  const readCommonList = async (): Promise<void> => {
    const fresh = [...waiting].filter(([, { looks }]) => looks < LOOKS_MAX);
    if (fresh.length === 0) return;
    const earliest = fresh.reduce((least, [, { at }]) => Math.min(least, at), Number.MAX_SAFE_INTEGER);
    const parameters = { startTime: earliest - STAMP_SLACK_MS, limit: ROWS_MAX };
    const rows = await read(client, ENDPOINTS.fundingRate, parameters, "poll", parseFundingRates);
    if (!rows.ok) return;
    const due = rows.value.filter(
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
      await readCommonList();
      const missed = [...waiting].filter(([, { looks }]) => looks >= LOOKS_MAX).map(([symbol]) => symbol);
      for (const symbol of missed) waiting.delete(symbol);
      await load(missed, () => false);
    },
  };
}
