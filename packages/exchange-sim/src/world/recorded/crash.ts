import { HOUR_MS } from "@evenkeel/core/units";
import { mix, SALT, uniform } from "../../random.ts";
import { KNOWN_COINS } from "../names.ts";
import { barsOf } from "./majors.ts";
import { type Bars, type BarsRecording, barEndMs, type RecordedCoin } from "./recording.ts";
import { parseTable, rateOf } from "./table.ts";

const RECORDED_COIN = "AVAX";
/** A week of history, then the clock. */
const START_MS = Date.UTC(2025, 9, 8);
const LISTED_MAX = 61;

/**
 * How the others moved against AVAX in October 2025, from hourly closes, and how much of its wick they took in the hour
 * of 21:00 UTC on the 10th (venues' candles, 0xknxwledge/group-m-finm33150-final). The rest is drawn between these.
 */
const MEASURED: Readonly<Record<string, Scale>> = {
  BTC: { beta: 0.29, wick: 0.11 },
  ETH: { beta: 0.47, wick: 0.12 },
  SOL: { beta: 0.64, wick: 0.31 },
  DOGE: { beta: 0.88, wick: 0.88 },
  HYPE: { beta: 0.74, wick: 0.61 },
  [RECORDED_COIN]: { beta: 1, wick: 1 },
};
/** An excursion of an hour this far beyond its opening and its close is a wick. */
const WICK = 0.15;

interface Scale {
  readonly beta: number;
  readonly wick: number;
}

function scaleOf(coin: string, index: number): Scale {
  const measured = MEASURED[coin];
  if (measured !== undefined) return measured;
  const draw = mix(SALT.course, index, 0, 0);
  const beta = 0.6 + 0.35 * uniform(draw);
  return { beta, wick: beta * (0.5 + 0.5 * uniform(mix(draw, 0, 0, 1))) };
}

/** AVAX through the crash as it was; every other coin is AVAX scaled, and settles what AVAX settled. */
export function parseCrash(text: string): BarsRecording {
  const table = parseTable(text);
  const rows = Array.from({ length: table.length }, (_, row) => row);
  const settled = rows.filter((row) => table.text(row, "funding_rate") !== "");
  const original: RecordedCoin = {
    coin: RECORDED_COIN,
    spot: barsOf(table, rows, "spot_", HOUR_MS),
    perpetual: barsOf(table, rows, "perpetual_", HOUR_MS),
    markClose: Float64Array.from(rows, (row) => table.number(row, "mark_close")),
    fundingMs: Float64Array.from(settled, (row) => table.number(row, "bar_ms")),
    fundingRate: Int32Array.from(settled, (row) => rateOf(table, row, "funding_rate")),
  };
  const coins = KNOWN_COINS.slice(0, LISTED_MAX).map(([coin, priceUsd], index) =>
    coin === RECORDED_COIN ? original : scaled(original, coin, priceUsd, scaleOf(coin, index)),
  );
  return {
    kind: "bars",
    name: "crash-2025-10-10",
    beginMs: original.spot.beginMs,
    startMs: START_MS,
    endMs: barEndMs(original.spot),
    venues: { binance: coins, bybit: coins, poloniex: coins, coinbase: coins },
  };
}

function scaled(original: RecordedCoin, coin: string, priceUsd: number, scale: Scale): RecordedCoin {
  const from = Math.log(original.spot.open[0] ?? 1);
  const { markClose } = original;
  return {
    ...original,
    coin,
    spot: scaledBars(original.spot, from, priceUsd, scale),
    perpetual: scaledBars(original.perpetual, from, priceUsd, scale),
    markClose:
      markClose === null ? null : markClose.map((price) => priceUsd * Math.exp(scale.beta * (Math.log(price) - from))),
  };
}

function scaledBars(bars: Bars, from: number, priceUsd: number, { beta, wick }: Scale): Bars {
  const price = (log: number): number => priceUsd * Math.exp(beta * (log - from));
  const [open, close] = [bars.open.map(Math.log), bars.close.map(Math.log)];
  const reach = (extremes: Float64Array, nearer: (a: number, b: number) => number): Float64Array =>
    extremes.map((extreme, k) => {
      const body = nearer(open[k] ?? 0, close[k] ?? 0);
      const beyond = Math.log(extreme) - body;
      return price(body) * Math.exp(beyond * (Math.abs(beyond) > WICK ? wick : beta));
    });
  return {
    ...bars,
    open: open.map(price),
    high: reach(bars.high, Math.max),
    low: reach(bars.low, Math.min),
    close: close.map(price),
  };
}
