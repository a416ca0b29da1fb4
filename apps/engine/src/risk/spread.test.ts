import { findFlaw } from "@evenkeel/compute/kernels";
import type { EngineState } from "@evenkeel/core/engine";
import type { VenueId } from "@evenkeel/core/ids";
import { VERDICTS } from "@evenkeel/core/opportunity";
import type { HourlyPrices, PriceHistory } from "@evenkeel/core/ports";
import type { Pair } from "@evenkeel/core/position";
import type { PairExposure, RiskQuestion } from "@evenkeel/core/risk";
import { amount, HOUR_MS, ok, wallTime, ZERO } from "@evenkeel/core/units";
import { beforeEach, expect, it } from "vitest";
import { HERE, heldSpread, LONG, OTHER, SHORT } from "../held-spread.test-data.ts";
import { createHours, HISTORY_HOURS, type Hours } from "./hours.ts";
import { createRiskKeeper } from "./keeper.ts";
import { askQuestion, marketsOf } from "./question.ts";

let state: EngineState;
let pair: Pair;
let calls: string[];
let histories: Map<VenueId, PriceHistory>;

/** Trades at 2,000 here and there; marks reach 3 % below and above. */
function historyOf(venue: string): PriceHistory {
  return {
    readHours(instrument, series, fromMs, hours) {
      calls.push(`${venue} ${instrument} ${series}`);
      const column = (value: number) => new Float64Array(hours).fill(value);
      const told: HourlyPrices = {
        openMs: Float64Array.from({ length: hours }, (_, at) => fromMs + at * HOUR_MS),
        close: column(2_000 + instrument),
        high: column(series === "mark" ? 2_060 : 2_010),
        low: column(series === "mark" ? 1_940 : 1_990),
      };
      return Promise.resolve(ok(told));
    },
  };
}

beforeEach(() => {
  ({ state, pair } = heldSpread());
  calls = [];
  histories = new Map([
    [HERE, historyOf("here")],
    [OTHER, historyOf("other")],
  ]);
});

const settle = () => new Promise((resolve) => setImmediate(resolve));

async function loaded(): Promise<Hours> {
  const hours = createHours(histories, () => {});
  hours.observe(state, [marketsOf(pair)], 1_000);
  await settle();
  return hours;
}

async function ask(): Promise<RiskQuestion> {
  const question = askQuestion(state, await loaded(), wallTime(1_000));
  if (question === null) throw new Error("nothing was asked");
  return question;
}

const columnOf = ({ history: { hours, values } }: RiskQuestion, column: number) =>
  values.subarray(column * hours, (column + 1) * hours);

it("copies both legs of a spread with their own prices, fees, ends and funding terms", async () => {
  const { pairs } = await ask();
  const terms = { cap: 0.02, floor: -0.01 };
  expect(pairs).toEqual<PairExposure[]>([
    {
      plan: pair.plan,
      symbol: "ETH",
      long: {
        kind: "perpetual",
        quantity: 5,
        price: 2_000,
        fee: 0.0006,
        liquidationPrice: 1_100,
        maintenanceMargin: 0.01,
        funding: { rate: 0.0004, intervalHours: 4, ...terms },
      },
      short: {
        kind: "perpetual",
        quantity: 5,
        price: 2_002,
        fee: 0.0005,
        liquidationPrice: 2_900,
        maintenanceMargin: 0.01,
        funding: { rate: 0.0012, intervalHours: 8, ...terms },
      },
    },
  ]);
});

it("says nothing ends a leg that is not held, and nobody knows the end of one whose venue was silent", async () => {
  state.venues.get(OTHER)?.positions.clear();
  expect((await ask()).pairs[0]?.long).toMatchObject({ liquidationPrice: Number.NaN });
  pair.long.held = ZERO;
  expect((await ask()).pairs[0]?.long).toMatchObject({ quantity: 0, liquidationPrice: 0 });
  pair.long.held = amount("5");
  pair.short.held = ZERO;
  expect((await ask()).pairs[0]?.short).toMatchObject({ quantity: 0, liquidationPrice: Number.POSITIVE_INFINITY });
});

it("asks every venue for the hours of its own leg, marks of both", async () => {
  await loaded();
  expect(calls.toSorted()).toEqual([
    `here ${SHORT} mark`,
    `here ${SHORT} trade`,
    `other ${LONG} mark`,
    `other ${LONG} trade`,
  ]);
});

it("takes the lowest mark of the long, the highest of the short, and the funding of both legs netted", async () => {
  const question = await ask();
  expect(question).toMatchObject({ tooYoung: null, history: { hours: HISTORY_HOURS } });
  expect(findFlaw(question)).toBeNull();
  expect([0, 1, 2, 3].map((column) => columnOf(question, column)[7])).toEqual([2_000, 2_001, 1_940, 2_060]);
  // 0.015 % an hour to the short, 0.01 % from the long, which is worth 2000 ÷ 2002 of it.
  const net = 0.00015 - (0.0001 * 2_000) / 2_002;
  for (const rate of columnOf(question, 4)) expect(rate).toBeCloseTo(net, 12);
});

it("covers no hour that one leg's settlements do not reach, and names the pair", async () => {
  const ring = state.market.funding[LONG];
  if (ring !== undefined) Object.assign(ring, { count: 20 });
  expect(await ask()).toMatchObject({ tooYoung: "ETH", history: { hours: 0 } });
});

it("keeps the running hour's lowest mark of the long beside the highest of the short", async () => {
  const hours = await loaded();
  const { columns } = state.market;
  let wallMs = 1_000;
  const see = async (long: number, short: number, ms: number) => {
    wallMs += 10_000;
    [columns.markPrice[LONG], columns.markPrice[SHORT]] = [long * 100, short * 100];
    Object.assign(state, { venueNowMs: state.venueNowMs + ms });
    hours.observe(state, [marketsOf(pair)], wallMs);
    await settle();
  };
  await see(2_000, 2_002, 0);
  // The hour that was seen from its middle on is read anew; the next one is our own.
  await see(2_000, 2_002, HOUR_MS);
  await see(1_900, 2_080, 1);
  await see(1_950, 2_010, 1);
  await see(2_000, 2_002, HOUR_MS);
  const series = hours.of(marketsOf(pair));
  if (typeof series === "string") throw new Error(series);
  const last = (series.next + HISTORY_HOURS - 1) % HISTORY_HOURS;
  expect([series.longLow[last], series.shortHigh[last]]).toEqual([1_900, 2_080]);
});

it("keeps the pasts of a spread and of a carry on one short apart, and of a venue that tells none knows nothing", async () => {
  histories.delete(OTHER);
  const failures: string[] = [];
  const hours = createHours(histories, (symbol, { code }) => failures.push(`${symbol} ${code}`));
  const elsewhere = { long: SHORT, short: SHORT };
  hours.observe(state, [marketsOf(pair), elsewhere], 1_000);
  await settle();
  expect([hours.of(marketsOf(pair)), typeof hours.of(elsewhere)]).toEqual(["failed", "object"]);
  expect(failures).toEqual(["ETHUSDT no-history"]);
  expect(askQuestion(state, hours, wallTime(1_000))?.tooYoung).toBe("ETH");
});

it("reads the past of the best clear candidate before it is held, a spread's on both venues", async () => {
  state.portfolio.pairs.clear();
  const at = state.candidates.short.indexOf(SHORT);
  state.candidates.verdict[at] = VERDICTS.indexOf("clear");
  state.candidates.netBps[at] = 10;
  const keeper = createRiskKeeper({
    state,
    histories,
    compute: { threads: 1, assess: () => new Promise(() => {}), close: () => Promise.resolve() },
    dispatch: () => {},
    nowMs: () => wallTime(60_000),
    venueNowMs: () => state.venueNowMs,
    warn: () => {},
  });
  Object.assign(state.equity, { known: true });
  keeper.pulse();
  await settle();
  expect(new Set(calls.map((call) => call.split(" ")[0]))).toEqual(new Set(["here", "other"]));
});
