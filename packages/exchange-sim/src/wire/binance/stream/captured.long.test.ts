import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { totalByAsset } from "../../../account/money.ts";
import { advance } from "../../../exchange/advance.ts";
import { apply } from "../../../exchange/apply.ts";
import type { PlaceCommand } from "../../../exchange/command.ts";
import { createExchange } from "../../../exchange/create.ts";
import { stateHash } from "../../../exchange/hash.ts";
import { withoutRecord, withRecord } from "../../../exchange/record.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Market } from "../../../world/instrument.ts";
import { framesOf } from "../../../world/recorded/frames/frames.ts";
import { DEPTH, parseFrames, TICKER } from "../../../world/recorded/frames/record.ts";
import { indexPriceAt } from "../../../world/sample.ts";
import { secondOf } from "../../../world/world.ts";
import { bestOf, currentBook, printLevels } from "../market-data.ts";
import { capturedFrame } from "./captured.ts";
import { RECEIVED } from "./received.test-data.ts";

vi.setConfig({ testTimeout: 60_000 });

const textOf = (name: string): string => {
  const file = new URL(`../../../../data/frames-2024-08-08.${name}.txt.gz`, import.meta.url);
  return gunzipSync(readFileSync(file)).toString("utf8");
};
const RECORDING = framesOf(["spot-BTC", "spot-ETH", "futures-BTC", "futures-ETH"].map(textOf).map(parseFrames));
const MARKETS = RECORDING.coins.flatMap(({ spot, futures }, index) => [
  [`spot ${spot.symbol}`, index, "spot", spot] as const,
  [`futures ${futures.symbol}`, index, "futures", futures] as const,
]);

const make = (): ExchangeState =>
  createExchange({
    world: "frames-2024-08-08",
    seed: 1,
    symbols: 2,
    accounts: [{ name: "a", spot: { USDT: "1000000" }, futures: "1000000" }],
    recording: RECORDING,
  });

interface DepthFrame {
  readonly E: number;
  readonly U: number;
  readonly u: number;
  readonly pu?: number;
  readonly b: readonly (readonly [string, string])[];
  readonly a: readonly (readonly [string, string])[];
}

describe("captured frames", () => {
  test("come out byte for byte as they were received", () => {
    expect(RECEIVED.length).toBe(12);
    for (const { market, data } of RECEIVED) {
      const symbol = (JSON.parse(data) as { s: string }).s;
      const record = RECORDING.coins.find((each) => each.spot.symbol === symbol)?.[market];
      if (record === undefined) throw new Error(`no record of ${symbol}`);
      const found = Array.from(record.kinds, (_, at) => at).some((at) => capturedFrame(record, at) === data);
      expect(found, data).toBe(true);
    }
  });

  test.each(MARKETS)("%s: no update is missing, none comes before it happened", (_, __, market, record) => {
    let before = record.depths.before;
    let lastMs = 0;
    const wrong: string[] = [];
    for (const [at, kind] of record.kinds.entries()) {
      const atMs = record.atMs[at] ?? 0;
      if (atMs < lastMs) wrong.push(`frame ${at} comes before the one before it`);
      lastMs = atMs;
      if (kind !== DEPTH) continue;
      const head = capturedFrame(record, at).slice(0, 200);
      const number = (name: string) => Number(new RegExp(`"${name}":(\\d+)`).exec(head)?.[1]);
      if ((market === "futures" ? number("pu") : number("U") - 1) !== before) wrong.push(`a gap before ${head}`);
      if (number("u") < number("U") || number("E") > atMs) wrong.push(head);
      before = number("u");
    }
    expect(wrong).toEqual([]);
    expect(record.kinds.filter((kind) => kind === TICKER).length).toBeGreaterThan(10_000);
  });
});

/** A book as a stranger keeps it: from the snapshot and the texts of the frames alone. */
function rebuild(snapshot: { id: number; bids: string[][]; asks: string[][] }, frames: readonly DepthFrame[]) {
  const bids = new Map(snapshot.bids.map(([price = "", size = ""]) => [price, size]));
  const asks = new Map(snapshot.asks.map(([price = "", size = ""]) => [price, size]));
  let id = snapshot.id;
  for (const frame of frames) {
    if (frame.u <= snapshot.id) continue;
    for (const [side, changes] of [
      [bids, frame.b],
      [asks, frame.a],
    ] as const) {
      for (const [price, size] of changes)
        if (Number(size) === 0) side.delete(price);
        else side.set(price, size);
    }
    id = frame.u;
  }
  const sorted = (side: Map<string, string>, order: number) =>
    [...side].sort(([one], [two]) => order * (Number(one) - Number(two)));
  return { id, bids: sorted(bids, -1), asks: sorted(asks, 1) };
}

describe("the books of the captured world", () => {
  test.each(MARKETS)("%s: equal to a stranger's, whenever one looks", (_, index, market, record) => {
    const state = make();
    const instrument = state.world.instruments[index];
    if (instrument === undefined) throw new Error("nothing is listed");
    const told = () => {
      const book = currentBook(state, index, market, 5_000);
      return {
        id: book.updateId,
        bids: printLevels(instrument, market, book.bids),
        asks: printLevels(instrument, market, book.asks),
      };
    };
    const snapshot = told();
    expect(snapshot.bids.length).toBeGreaterThan(900);
    const frames = Array.from(record.kinds, (_kind, at) => at)
      .filter((at) => record.kinds[at] === DEPTH)
      .map((at) => ({ atMs: record.atMs[at] ?? 0, frame: JSON.parse(capturedFrame(record, at)) as DepthFrame }));
    for (const afterMs of [1, 250, 61_001, 222_000]) {
      advance(state, RECORDING.startMs + afterMs);
      const come = frames.filter(({ atMs }) => atMs <= state.nowMs).map(({ frame }) => frame);
      expect(told()).toEqual(rebuild(snapshot, come));
    }
  });

  test("best prices are those of the newest ticker, and behind the record everything stands still", () => {
    const state = make();
    const instrument = state.world.instruments[0];
    if (instrument === undefined) throw new Error("nothing is listed");
    advance(state, RECORDING.endMs);
    const record = RECORDING.coins[0]?.futures;
    if (record === undefined) throw new Error("no record");
    const last = JSON.parse(capturedFrame(record, record.kinds.lastIndexOf(TICKER))) as { b: string; A: string };
    const best = bestOf(state, instrument, "futures");
    expect(best).toMatchObject({ bid: last.b, askQuantity: last.A });
    const price = indexPriceAt(state.world, 0, secondOf(state.nowMs));
    advance(state, RECORDING.endMs + 600_000);
    expect(bestOf(state, instrument, "futures")).toEqual(best);
    expect(indexPriceAt(state.world, 0, secondOf(state.nowMs))).toBe(price);
  });

  test("a run does not depend on its pieces, and goes on from a snapshot that holds no frame", () => {
    const whole = make();
    advance(whole, RECORDING.startMs + 90_500);
    const pieces = make();
    for (let ms = 0; ms <= 90_500; ms += 700) advance(pieces, RECORDING.startMs + ms);
    advance(pieces, RECORDING.startMs + 90_500);
    expect(stateHash(pieces)).toBe(stateHash(whole));
    const restored = withRecord(structuredClone(withoutRecord(pieces)), RECORDING);
    expect(currentBook(restored, 1, "spot", 50)).toEqual(currentBook(whole, 1, "spot", 50));
    advance(restored, RECORDING.startMs + 120_000);
    advance(whole, RECORDING.startMs + 120_000);
    expect(stateHash(restored)).toBe(stateHash(whole));
  });
});

const order = (state: ExchangeState, market: Market, more: Partial<PlaceCommand>): PlaceCommand => ({
  kind: "place",
  venueTimeMs: state.nowMs,
  account: "a",
  market,
  symbol: "BTCUSDT",
  side: "BUY",
  type: "MARKET",
  timeInForce: "GTC",
  quantity: "1.000",
  price: null,
  clientOrderId: null,
  reduceOnly: false,
  positionSide: "BOTH",
  ...more,
});

describe("orders against captured books", () => {
  test("a market order eats through the levels that were there", () => {
    const state = make();
    advance(state, RECORDING.startMs + 5_000);
    const asks = currentBook(state, 0, "futures", 500).asks;
    const { result, events } = apply(state, order(state, "futures", { quantity: "20.000" }));
    expect(result.ok).toBe(true);
    const fills = events.flatMap((event) => (event.kind === "order" && event.trade !== null ? [event.trade] : []));
    expect(fills.reduce((sum, each) => sum + each.quantity, 0)).toBe(20_000);
    const prices = new Set(asks.map((each) => each.price));
    for (const fill of fills.slice(1)) expect(prices.has(fill.price)).toBe(true);
    expect(fills.length).toBeGreaterThan(3);
  });

  test("a resting order waits behind the size that was there and is filled by trades that were", () => {
    const state = make();
    advance(state, RECORDING.startMs + 5_000);
    const instrument = state.world.instruments[0];
    const price = (instrument === undefined ? null : bestOf(state, instrument, "futures"))?.bid ?? null;
    const before = totalByAsset(state);
    const { result } = apply(
      state,
      order(state, "futures", { type: "LIMIT", quantity: "0.500", price, timeInForce: "GTX" }),
    );
    expect(result.ok).toBe(true);
    expect(state.resting.size).toBe(1);
    advance(state, RECORDING.startMs + 200_000);
    expect(state.resting.size).toBe(0);
    expect(state.accounts.get("a")?.positions.get(0)?.quantity).toBe(500);
    expect(totalByAsset(state)).toEqual(before);
  });
});
