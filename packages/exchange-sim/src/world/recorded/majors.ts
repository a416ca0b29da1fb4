import { invariant } from "@evenkeel/core/units";
import type { VenueName } from "../venue.ts";
import { type Bars, type BarsRecording, barEndMs, type RecordedCoin } from "./recording.ts";
import { parseTable, rateOf, type Table } from "./table.ts";

const BAR_MS = 8 * 3_600_000;
const COINS = ["BTC", "ETH"] as const;
const VENUES = ["binance", "bybit"] as const satisfies readonly VenueName[];
/** Its first hour that every venue's record reaches. */
const START_MS = Date.UTC(2023, 0, 1);

/** 8-hourly bars of BTC and ETH, spot and perpetual, and what the perpetuals settled. */
export function parseMajors(text: string): BarsRecording {
  const table = parseTable(text);
  const coinsOf = (venue: VenueName): RecordedCoin[] => COINS.map((coin) => coinOf(table, venue, coin));
  const venues = { binance: coinsOf("binance"), bybit: coinsOf("bybit") };
  const ends = VENUES.flatMap((venue) =>
    venues[venue].flatMap(({ spot, perpetual }) => [spot, perpetual].map(barEndMs)),
  );
  return {
    kind: "bars",
    name: "majors-2023-2024",
    beginMs: START_MS,
    startMs: START_MS,
    endMs: Math.min(...ends),
    venues,
  };
}

function rowsOf(table: Table, venue: string, coin: string, market: string): number[] {
  return Array.from({ length: table.length }, (_, row) => row).filter(
    (row) =>
      table.text(row, "venue") === venue && table.text(row, "coin") === coin && table.text(row, "market") === market,
  );
}

function coinOf(table: Table, venue: VenueName, coin: string): RecordedCoin {
  const perpetual = rowsOf(table, venue, coin, "perpetual");
  return {
    coin,
    spot: barsOf(table, rowsOf(table, venue, coin, "spot"), "", BAR_MS),
    perpetual: barsOf(table, perpetual, "", BAR_MS),
    markClose: null,
    fundingMs: Float64Array.from(perpetual, (row) => table.number(row, "funding_ms")),
    fundingRate: Int32Array.from(perpetual, (row) => rateOf(table, row, "funding_rate")),
  };
}

/** The bars of these rows, which must join without a gap. */
export function barsOf(table: Table, rows: readonly number[], prefix: string, lengthMs: number): Bars {
  const beginMs = table.number(rows[0] ?? -1, "bar_ms");
  for (const [k, row] of rows.entries()) {
    invariant(table.number(row, "bar_ms") === beginMs + k * lengthMs, `the record has a gap at row ${row + 1}`);
  }
  const column = (name: string) => Float64Array.from(rows, (row) => table.number(row, `${prefix}${name}`));
  return {
    beginMs,
    lengthMs,
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
  };
}
