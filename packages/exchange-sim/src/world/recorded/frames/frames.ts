import { MINUTE_MS } from "@evenkeel/core/units";
import { WORLD_START_MS } from "../../build.ts";
import type { WorldColumns } from "../../columns.ts";
import type { Market } from "../../instrument.ts";
import { createFrameBook, type FrameBook, playFrames } from "./book.ts";
import { type FrameRecord, TICKER, TRADE } from "./record.ts";

/** A world that is told from captured frames. */
export interface FramesRecording {
  readonly kind: "frames";
  readonly name: "frames-2024-08-08";
  readonly beginMs: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly coins: readonly { readonly coin: string; readonly spot: FrameRecord; readonly futures: FrameRecord }[];
}

/** What a market did in each second of the record, counted from its beginning. */
interface Seconds {
  /** Logarithm of the middle as the second begins. */
  readonly logMiddle: Float64Array;
  readonly bought: Float64Array;
  readonly sold: Float64Array;
}

export interface RecordedFrames {
  readonly kind: "frames";
  readonly recording: FramesRecording;
  readonly spot: readonly FrameBook[];
  readonly futures: readonly FrameBook[];
  readonly seconds: { readonly spot: readonly Seconds[]; readonly futures: readonly Seconds[] };
  readonly coins: readonly {
    readonly coin: string;
    readonly fundingMs: Float64Array;
    readonly fundingRate: Int32Array;
  }[];
}

export function readFrames(recording: FramesRecording): RecordedFrames {
  const { coins, beginMs, endMs } = recording;
  const secondsOf = (record: FrameRecord) => summarise(record, beginMs, Math.ceil((endMs - beginMs) / 1_000));
  return {
    kind: "frames",
    recording,
    spot: coins.map(({ spot }) => createFrameBook(spot)),
    futures: coins.map(({ futures }) => createFrameBook(futures)),
    seconds: {
      spot: coins.map(({ spot }) => secondsOf(spot)),
      futures: coins.map(({ futures }) => secondsOf(futures)),
    },
    coins: coins.map(({ coin, futures: { fundingMs, fundingRate } }) => ({ coin, fundingMs, fundingRate })),
  };
}

function summarise(record: FrameRecord, beginMs: number, size: number): Seconds {
  const { kinds, atMs, rows, tickers, trades } = record;
  const logMiddle = new Float64Array(size + 1);
  const [bought, sold] = [new Float64Array(size + 1), new Float64Array(size + 1)];
  for (const [at, kind] of kinds.entries()) {
    // What came within a second stands, and was traded, as the next one begins.
    const second = Math.min(size, Math.max(0, Math.ceil(((atMs[at] ?? 0) - beginMs) / 1_000)));
    const row = rows[at] ?? 0;
    if (kind === TICKER) {
      logMiddle[second] = Math.log(((tickers.bids.price[row] ?? 0) + (tickers.asks.price[row] ?? 0)) / 200);
    }
    if (kind !== TRADE) continue;
    const side = trades.maker[row] === 1 ? sold : bought;
    side[second] = (side[second] ?? 0) + (trades.quantity[row] ?? 0);
  }
  const first = logMiddle.find((each) => each !== 0) ?? 0;
  for (let second = 0; second <= size; second++) logMiddle[second] ||= logMiddle[second - 1] ?? first;
  return { logMiddle, bought, sold };
}

/** One market as far as its frames have come; null in every other world. */
export const capturedBook = (
  recorded: { readonly kind: "bars" } | RecordedFrames | null,
  index: number,
  market: Market,
): FrameBook | null => (recorded?.kind === "frames" ? (recorded[market][index] ?? null) : null);

/** Takes in every frame that has come by this time. Time only goes on. */
export function playRecord(recorded: RecordedFrames, venueMs: number): void {
  for (const book of recorded.spot) playFrames(book, venueMs);
  for (const book of recorded.futures) playFrames(book, venueMs);
}

const placeOf = (recorded: RecordedFrames, second: number, size: number): number =>
  Math.min(size - 1, Math.max(0, second - (recorded.recording.beginMs - WORLD_START_MS) / 1_000));

/** Logarithm of a market's middle at a second; before and behind the record as at its ends. */
export function framesLogAt(recorded: RecordedFrames, index: number, market: Market, second: number): number {
  const seconds = recorded.seconds[market][index]?.logMiddle;
  return seconds?.[placeOf(recorded, second, seconds.length)] ?? 0;
}

/** What takers of this side traded in the second that ends here; nothing behind the record. */
export function framesFlowAt(
  recorded: RecordedFrames,
  index: number,
  market: Market,
  taker: "BUY" | "SELL",
  second: number,
): number {
  const seconds = recorded.seconds[market][index];
  const at = second - (recorded.recording.beginMs - WORLD_START_MS) / 1_000;
  return (taker === "BUY" ? seconds?.bought : seconds?.sold)?.[at] ?? 0;
}

/** A minute's two ends and how far its seconds went beyond them. */
export function tellFramesMinute(
  recorded: RecordedFrames,
  columns: WorldColumns,
  minute: number,
  markPull: number,
): void {
  const { logNext, logAbove, logBelow, basisAt, basisNext, markAt, markNext } = columns;
  for (let i = 0; i < logNext.length; i++) {
    const logs = Array.from({ length: 61 }, (_, k) => framesLogAt(recorded, i, "spot", minute * 60 + k));
    const [from, to] = [logs[0] ?? 0, logs[60] ?? 0];
    logNext[i] = to;
    logAbove[i] = Math.max(...logs) - Math.max(from, to);
    logBelow[i] = Math.min(from, to) - Math.min(...logs);
    basisNext[i] = Math.expm1(framesLogAt(recorded, i, "futures", minute * 60 + 60) - to);
    const mark = markAt[i] ?? 0;
    markNext[i] = mark + markPull * ((basisAt[i] ?? 0) - mark);
  }
}

/** Of the coins in this order, spot and futures of each. */
export function framesOf(records: readonly FrameRecord[]): FramesRecording {
  const coins = ["BTC", "ETH"].map((coin) => {
    const of = (market: Market) => records.find((each) => each.symbol === `${coin}USDT` && each.market === market);
    const [spot, futures] = [of("spot"), of("futures")];
    if (spot === undefined || futures === undefined) throw new RangeError(`no frames of ${coin}`);
    return { coin, spot, futures };
  });
  const all = coins.flatMap(({ spot, futures }) => [spot, futures]);
  const firstMs = Math.max(...all.map(({ atMs }) => atMs[0] ?? 0));
  const lastMs = Math.max(...all.map(({ atMs }) => atMs.at(-1) ?? 0));
  return {
    kind: "frames",
    name: "frames-2024-08-08",
    beginMs: Math.floor(firstMs / MINUTE_MS) * MINUTE_MS,
    // Every book and every ticker is there when the clock starts.
    startMs: Math.ceil(firstMs / 1_000) * 1_000 + 1_000,
    endMs: Math.ceil(lastMs / 1_000) * 1_000,
    coins,
  };
}
