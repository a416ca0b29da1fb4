import { openDatabase } from "@evenkeel/store/history";
import {
  type Candle,
  type CandleInterval,
  createTickWriter,
  INTERVALS,
  readCandles,
  readLatest,
  startHousekeeper,
} from "@evenkeel/store/ticks";
import { afterAll, describe, expect, test } from "vitest";
import { createWorlds, listInstruments, type TickDatabase } from "./worlds.ts";

const worlds = createWorlds();
afterAll(() => Promise.all(worlds.map((world) => world.close())));

/** Ten minutes before a day's end, so that every interval has buckets behind and before. */
const START = 1_760_054_400_000 - 600_000;
const MARKETS = 3;
const TRADES = 30_000;
const NAMES = Object.keys(INTERVALS) as CandleInterval[];

type Trade = {
  readonly instrument: number;
  readonly venueMs: number;
  readonly id: number;
  readonly price: number;
  readonly quantity: number;
};

/** Small and seeded; several trades share a millisecond, some minutes have none. */
function makeTrades(seed: number): Trade[] {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  let venueMs = START;
  return Array.from({ length: TRADES }, (_, id) => {
    venueMs += random() < 0.3 ? 0 : Math.floor(random() ** 4 * 90_000);
    const instrument = Math.floor(random() * MARKETS);
    return {
      instrument,
      venueMs,
      id,
      price: Math.round(10_000 + random() * 5_000) / 100,
      quantity: Math.round(random() * 1e6 + 1) / 1e4,
    };
  });
}

/** The candles a second time, from the trades alone. */
function candlesOf(trades: readonly Trade[], size: number): Candle[] {
  const buckets = Map.groupBy(trades, ({ venueMs }) => venueMs - (venueMs % size));
  return [...buckets].map(([bucketMs, own]) => ({
    bucketMs,
    open: own[0]?.price ?? 0,
    high: Math.max(...own.map(({ price }) => price)),
    low: Math.min(...own.map(({ price }) => price)),
    close: own.at(-1)?.price ?? 0,
    volume: own.reduce((sum, { quantity }) => sum + quantity, 0),
    quoteVolume: own.reduce((sum, { price, quantity }) => sum + price * quantity, 0),
    trades: own.length,
  }));
}

async function expectCandles({ url }: TickDatabase, trades: readonly Trade[]): Promise<void> {
  const database = openDatabase(url, 1);
  for (let instrument = 0; instrument < MARKETS; instrument += 1) {
    const own = trades.filter((trade) => trade.instrument === instrument);
    for (const interval of NAMES) {
      const expected = candlesOf(own, INTERVALS[interval]).slice(-1_000);
      const query = { instrument, interval, fromMs: START - 1e9, toMs: START + 1e12, limit: 1_000 };
      const found = await readCandles(database.client, query);
      const exact = ({ volume: _v, quoteVolume: _q, ...rest }: Candle) => rest;
      expect(found.map(exact), `${interval} of ${instrument}`).toEqual(expected.map(exact));
      found.forEach((candle, at) => {
        // Sums of doubles depend on their order in the last digit.
        expect(candle.volume / (expected[at]?.volume ?? 0)).toBeCloseTo(1, 12);
        expect(candle.quoteVolume / (expected[at]?.quoteVolume ?? 0)).toBeCloseTo(1, 12);
      });
    }
  }
  await database.close();
}

describe.each(worlds)("candles on $kind tables", (world) => {
  test("are those of the trades: at once, while they are rolled, and after late ones", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    await listInstruments(database.sql, MARKETS);
    const writer = createTickWriter({ url: database.url });
    const trades = makeTrades(7);
    const put = (some: readonly Trade[]) => {
      for (const { instrument, venueMs, id, price, quantity } of some)
        writer.trade(instrument, venueMs, id, price, quantity, 1);
      return expect.poll(() => writer.stats().buffered, { timeout: 20_000 }).toBe(0);
    };
    let nowMs = START;
    const keeper = startHousekeeper({
      url: database.url,
      keep: { rawDays: 30, rawBytesMax: 1e12 },
      venueNowMs: () => nowMs,
      speed: 1,
      takeEarliestTrade: writer.takeEarliestTrade,
      onTrouble: (reason) => expect(reason).toBeNull(),
      everyMs: 3_600_000,
    });
    // A stretch in the middle comes late, after its minutes were rolled.
    const late = trades.slice(12_000, 12_400);
    await put(trades.filter((trade) => !late.includes(trade)).slice(0, 20_000));
    nowMs = (trades[20_000]?.venueMs ?? 0) - 1;
    await keeper.tidy();
    await put(late);
    await put(trades.slice(20_400));
    await put(trades.slice(20_000, 20_400));
    nowMs = trades.at(-1)?.venueMs ?? 0;
    await keeper.tidy();
    await expectCandles(database, trades);
    const rolled = await database.sql`select count(*)::int as rows from candle_rolls`;
    expect(rolled[0]?.["rows"] > 0).toBe(world.kind === "plain");
    if (world.kind === "timescale") {
      for (const name of NAMES)
        await database.sql.unsafe(`call refresh_continuous_aggregate('candles_${name}_continuous', null, null)`);
      await expectCandles(database, trades);
    }
    await keeper.stop();
    await writer.close(10_000);
  });

  test("a page is bounded, newest rows, oldest first; a market without trades has none", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const writer = createTickWriter({ url: database.url });
    for (let n = 0; n < 1_500; n += 1) writer.trade(1, START + n * 60_000, n, 1 + n, 1, 1);
    await writer.close(10_000);
    const reader = openDatabase(database.url, 1);
    const read = (limit: number, instrument = 1, toMs = START + 1e9) =>
      readCandles(reader.client, { instrument, interval: "1m", fromMs: START, toMs, limit });
    expect((await read(5_000)).length).toBe(1_000);
    expect((await read(2)).map(({ open }) => open)).toEqual([1_499, 1_500]);
    expect((await read(10, 1, START + 60_000)).map(({ open }) => open)).toEqual([1]);
    expect(await read(10, 2)).toEqual([]);
    await reader.close();
  });

  test("the latest top and trade of each market, known or not", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const writer = createTickWriter({ url: database.url });
    for (let n = 0; n < 50; n += 1) {
      writer.trade(n % 2, START + n, n, 10 + n, 1, 1);
      writer.top(n % 3, START + n, 1 + n, 1, 2 + n, 1);
    }
    await writer.close(10_000);
    const reader = openDatabase(database.url, 1);
    expect(await readLatest(reader.client, [2, 0, 9])).toEqual([
      {
        instrument: 0,
        top: { venueTimeMs: START + 48, bid: 49, ask: 50 },
        trade: { venueTimeMs: START + 48, price: 58 },
      },
      { instrument: 2, top: { venueTimeMs: START + 47, bid: 48, ask: 49 }, trade: null },
      { instrument: 9, top: null, trade: null },
    ]);
    await reader.close();
  });
});
