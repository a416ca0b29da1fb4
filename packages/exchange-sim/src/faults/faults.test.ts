import { DAY_MS, HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { totalByAsset } from "../account/money.ts";
import { bookSide } from "../book/plan.ts";
import { advance } from "../exchange/advance.ts";
import { apply } from "../exchange/apply.ts";
import type { PlaceCommand } from "../exchange/command.ts";
import { createExchange } from "../exchange/create.ts";
import { stateHash } from "../exchange/hash.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { arm, comeDue, createFaultBox, type FaultBox, firstThatHappens, happens, record, sizeOf } from "./box.ts";
import { COMMON_FAULTS, FAULT_NAMES, FAULTS } from "./catalogue.ts";
import { outrun } from "./depth.ts";
import { createFrameLine, judgeFrame } from "./frame.ts";
import { MIX_NAMES, MIXES, type MixName } from "./mix.ts";
import { planCommon, planFault } from "./plan.ts";
import { createWindows, judgeRequest, openWindow } from "./request.ts";
import { createVeil, underVeil, veil } from "./view.ts";
import { zeroPrices } from "./zero-price.ts";

const box = (seed = 1, mix: MixName = "normal"): FaultBox => createFaultBox(seed, mix, "venue", 0, 0);
const exchange = (): ExchangeState =>
  createExchange({
    world: "normal",
    seed: 5,
    symbols: 3,
    overrides: { intervalHours: 1 },
    accounts: [{ name: "a", spot: { USDT: "50000" }, futures: "50000" }],
  });
const buy = (state: ExchangeState, more: Partial<PlaceCommand> = {}): PlaceCommand => ({
  kind: "place",
  venueTimeMs: state.nowMs,
  account: "a",
  market: "futures",
  symbol: "ETHUSDT",
  side: "BUY",
  type: "MARKET",
  timeInForce: "GTC",
  quantity: "3",
  price: null,
  clientOrderId: null,
  reduceOnly: false,
  positionSide: "BOTH",
  ...more,
});

describe("draws", () => {
  const series = (made: FaultBox, count: number) => Array.from({ length: count }, () => happens(made, "filter-reject"));

  test("a seed gives one series, another seed another; its share is the mix's", () => {
    expect(series(box(3), 500)).toEqual(series(box(3), 500));
    expect(series(box(3), 500)).not.toEqual(series(box(4), 500));
    const share = series(box(3), 20_000).filter(Boolean).length / 20_000;
    expect(share).toBeGreaterThan(0.017);
    expect(share).toBeLessThan(0.023);
    expect(series(box(3, "none"), 1_000)).not.toContain(true);
  });

  test("one on command comes at the next occasion and changes none that would come later", () => {
    const ordered = box(3);
    arm(ordered, "filter-reject", 1);
    expect(series(ordered, 200)).toEqual([true, ...series(box(3), 200).slice(1)]);
    expect(ordered.armed.size).toBe(0);
  });

  test("the faults of one occasion are drawn apart", () => {
    const [alone, together] = [box(3, "storm"), box(3, "storm")];
    const first = Array.from({ length: 300 }, () => happens(alone, "zero-fill"));
    const both = Array.from({ length: 300 }, () => firstThatHappens(together, ["zero-fill", "partial-fill"]));
    expect(both.map((name) => name === "zero-fill")).toEqual(first);
    expect(together.occasions.get("partial-fill")).toBe(300);
  });

  test("sizes lie within their bounds and differ each time", () => {
    const made = box();
    const sizes = Array.from({ length: 100 }, () => {
      record(made, "clock-step", 0, "");
      return sizeOf(made, "clock-step", 0, 200, 5_000);
    });
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(200);
    expect(Math.max(...sizes)).toBeLessThan(5_000);
    expect(new Set(sizes).size).toBe(100);
  });

  test("what comes by the day: the same however often it is looked at, about as often as the mix says", () => {
    const days = 60;
    const [often, seldom] = [box(9, "storm"), box(9, "storm")];
    const found: string[] = [];
    for (let minute = 1; minute <= days * 1_440; minute++) found.push(...comeDue(often, 0, minute * MINUTE_MS));
    const byDay: string[] = [];
    for (let day = 1; day <= days; day++) byDay.push(...comeDue(seldom, 0, day * DAY_MS));
    expect(found.toSorted()).toEqual(byDay.toSorted());
    const trades = found.filter((name) => name === "manual-trade").length;
    expect(trades / days).toBeGreaterThan(MIXES.storm["manual-trade"] * 0.7);
    expect(trades / days).toBeLessThan(MIXES.storm["manual-trade"] * 1.3);
  });

  test("a skip of a year brings no year of faults", () => {
    const made = box(9, "storm");
    expect(comeDue(made, 0, 365 * DAY_MS).length).toBeLessThan(40);
  });
});

test("every mix has a rate for every fault, and calm is below normal below storm", () => {
  for (const mix of MIX_NAMES) expect(Object.keys(MIXES[mix]).toSorted()).toEqual(FAULT_NAMES.toSorted());
  for (const name of FAULT_NAMES) {
    expect(MIXES.none[name]).toBe(0);
    expect(MIXES.calm[name]).toBeLessThanOrEqual(MIXES.normal[name]);
    expect(MIXES.normal[name]).toBeLessThanOrEqual(MIXES.storm[name]);
  }
  const shares = FAULT_NAMES.filter((name) => !FAULTS[name].per.endsWith("day"));
  expect(Math.max(...shares.map((name) => MIXES.storm[name]))).toBeLessThan(1);
});

describe("requests", () => {
  test("questions pass but for windows; a window ends", () => {
    const [made, windows] = [box(1, "storm"), createWindows()];
    for (let at = 0; at < 500; at++) expect(judgeRequest(made, windows, false, 0).kind).toBe("pass");
    openWindow(made, windows, "maintenance", 1_000, 0);
    expect(judgeRequest(made, windows, false, 999)).toEqual({ kind: "trouble", trouble: "maintenance", done: false });
    expect(judgeRequest(made, windows, false, 1_000).kind).toBe("pass");
  });

  test("twenty more requests after the 429 are banned for two minutes", () => {
    const [made, windows] = [box(1, "none"), createWindows()];
    openWindow(made, windows, "rate-limited", 10_000, 0);
    const said = Array.from({ length: 21 }, () => judgeRequest(made, windows, false, 0));
    expect(said.map((verdict) => (verdict.kind === "trouble" ? verdict.trouble : ""))).toEqual([
      ...Array.from({ length: 20 }, () => "rate-limited"),
      "banned",
    ]);
    expect(judgeRequest(made, windows, false, 2 * MINUTE_MS - 1).kind).toBe("trouble");
    expect(judgeRequest(made, windows, false, 2 * MINUTE_MS).kind).toBe("pass");
  });
});

describe("frames", () => {
  const through = (made: FaultBox, count: number, number = 0) => {
    const line = createFrameLine(number);
    return Array.from({ length: count }, (_, at) => judgeFrame(made, line, String(at), 0)).flat();
  };

  test("a seed and a stream's number decide which", () => {
    expect(through(box(2), 5_000)).toEqual(through(box(2), 5_000));
    expect(through(box(2), 5_000)).not.toEqual(through(box(2), 5_000, 1));
    expect(through(box(2, "none"), 1_000)).toHaveLength(1_000);
  });

  test("all four happen, about one frame in a thousand each, and nothing is invented", () => {
    const made = box(2);
    const count = 100_000;
    const out = through(made, count);
    for (const name of ["stream-drop", "stream-duplicate", "stream-reorder", "stream-gap"] as const) {
      expect(made.fired.get(name)).toBeGreaterThan(50);
      expect(made.fired.get(name)).toBeLessThan(150);
    }
    expect(out.every((frame) => Number(frame) < count)).toBe(true);
    expect(out).not.toEqual([...out].toSorted((a, b) => Number(a) - Number(b)));
  });
});

describe("the state", () => {
  test("take-depth leaves an order exactly its share, and the book heals", () => {
    const state = exchange();
    const best = bookSide(state, 1, "futures", "BUY", 1)[0]?.price ?? 0;
    const price = ((best * 1.001) / 10).toFixed(1);
    const order = buy(state, { type: "LIMIT", timeInForce: "IOC", price, quantity: "4" });
    apply(state, { ...order, kind: "take-depth", price, share: 0.25 });
    const { result } = apply(state, order);
    expect(result.ok && result.value.kind === "order" ? result.value.order.executed : null).toBe(1_000);
    advance(state, state.nowMs + MINUTE_MS);
    const again = apply(state, { ...order, venueTimeMs: state.nowMs }).result;
    expect(again.ok).toBe(true);
  });

  test.each(["IOC", "MARKET"] as const)("one that is outrun, %s: of the book only what it wanted is gone", (kind) => {
    const state = exchange();
    const depth = () => bookSide(state, 1, "futures", "BUY", 100).reduce((sum, { quantity }) => sum + quantity, 0);
    const whole = depth();
    const price = (((bookSide(state, 1, "futures", "BUY", 1)[0]?.price ?? 0) * 1.04) / 10).toFixed(1);
    const through = { type: "LIMIT", timeInForce: "IOC", price } as const;
    const order = buy(state, { quantity: "4", ...(kind === "IOC" ? through : {}) });
    for (const [share, executed] of [
      [0, 0],
      [0.5, 2_000],
    ] as const) {
      const { before, after } = outrun(state, order, share);
      const gone = whole - depth();
      apply(state, before);
      const { result } = apply(state, order);
      const found = result.ok && result.value.kind === "order" ? result.value.order.executed : result;
      // A market order that meets an empty book is refused.
      const refused = { ok: false, error: { reason: "counterparty-price-band", detail: "" } };
      expect(found).toEqual(kind === "MARKET" && share === 0 ? refused : executed);
      expect(apply(state, after).result.ok).toBe(true);
      expect(whole - depth() - gone).toBe(4_000);
    }
  });

  test("late and corrected funding: money is conserved, and the pieces of time do not matter", () => {
    const run = (pieces: number): ExchangeState => {
      const state = exchange();
      apply(state, buy(state));
      apply(state, { kind: "delay-funding", venueTimeMs: state.nowMs, seconds: 41 });
      const [from, to] = [state.nowMs, state.nowMs + 3 * HOUR_MS];
      for (let at = 1; at <= pieces; at++) advance(state, from + ((to - from) * at) / pieces);
      return state;
    };
    const state = run(1);
    expect(stateHash(run(7_200))).toBe(stateHash(state));
    const rows = state.accounts.get("a")?.income.filter(({ type }) => type === "FUNDING_FEE") ?? [];
    expect(rows.map(({ timeMs }) => timeMs % HOUR_MS)).toEqual([41_000, 0, 0]);
    const before = totalByAsset(state);
    const { nowMs: venueTimeMs } = state;
    apply(state, { kind: "correct-funding", venueTimeMs, account: "a", symbol: "ETHUSDT", amount: "-0.5" });
    expect(totalByAsset(state)).toEqual(before);
    expect(state.accounts.get("a")?.income.at(-1)?.type).toBe("FUNDING_FEE");
  });

  test.each([
    { kind: "delay-funding", seconds: 60 },
    { kind: "delay-funding", seconds: -1 },
    { kind: "skew-mark", symbol: "ETHUSDT", fraction: Number.NaN },
    { kind: "skew-mark", symbol: "NOPE", fraction: 0.05 },
    { kind: "shift-prices", logReturn: 3 },
    { kind: "shift-dollar", coin: "USDC", logReturn: Number.NaN },
    { kind: "shift-dollar", coin: "ETH", logReturn: 0.1 },
    { kind: "correct-funding", account: "a", symbol: "ETHUSDT", amount: "0.000000001" },
    { kind: "correct-funding", account: "b", symbol: "ETHUSDT", amount: "1" },
  ] as const)("%j is refused and changes nothing", (command) => {
    const state = exchange();
    const before = stateHash(state);
    expect(apply(state, { ...command, venueTimeMs: state.nowMs }).result.ok).toBe(false);
    expect(stateHash(state)).toBe(before);
  });

  const COMMANDS = FAULT_NAMES.filter((name) => FAULTS[name].per === "venue-day" && name !== "zero-price");

  /** What becomes of a fault where a position is open: whether its first step was taken, or why there is none. */
  function outcome(state: ExchangeState, name: (typeof COMMANDS)[number]): boolean | string {
    const aim = { account: null, symbol: null };
    const plan = COMMON_FAULTS.includes(name) ? planCommon(state, name, "ETH") : planFault(state, box(), name, aim);
    if (!plan.ok) return plan.problem;
    const [step] = plan.steps;
    return step !== undefined && apply(state, step.command).result.ok;
  }

  test.each(COMMANDS)("%s is a command that the exchange takes while a position is open", (name) => {
    const state = exchange();
    apply(state, buy(state, { quantity: "60" }));
    expect(outcome(state, name)).toBe(name !== "position-mode-changed");
  });

  test.each(["liquidation", "deleveraged"] as const)("%s says why not where nothing is held", (name) => {
    expect(outcome(exchange(), name)).toMatch(/^No position here/);
  });
});

test("under the veil a question sees less or twice, and the books are as they were", () => {
  const state = exchange();
  const { result } = apply(state, buy(state));
  const id = result.ok && result.value.kind === "order" ? result.value.order.id : 0;
  advance(state, state.nowMs + HOUR_MS);
  const before = stateHash(state);
  const account = state.accounts.get("a");
  const [late, doubled] = (account?.income ?? []).map((row) => row.id);
  const hung = createVeil();
  veil(hung.orders, id, 100);
  veil(hung.late, late ?? 0, 100);
  veil(hung.doubled, doubled ?? 0, 100);
  const look = () => [account?.orders.has(id), account?.income.map((row) => row.id)];
  const [, all] = look();
  const rows = all as number[];
  expect(underVeil(state, hung, 99, look)).toEqual([
    false,
    rows.slice(1).flatMap((row) => (row === doubled ? [row, row] : [row])),
  ]);
  expect(() =>
    underVeil(state, hung, 99, () => {
      throw new Error("broken");
    }),
  ).toThrow("broken");
  expect(underVeil(state, hung, 100, look)).toEqual([true, rows]);
  expect([stateHash(state), hung.orders.size]).toEqual([before, 0]);
});

describe("a price of zero", () => {
  test.each([
    ['{"s":"ETHUSDT","b":"3280.15","B":"31.2","T":17}', '{"s":"ETHUSDT","b":"0.00","B":"31.2","T":17}'],
    [
      '[{"symbol":"BTCUSDT","p":"3280.1"},{"symbol":"ETHUSDT","p":"3199.5"}]',
      '[{"symbol":"BTCUSDT","p":"3280.1"},{"symbol":"ETHUSDT","p":"0.0"}]',
    ],
    [
      '{"data":{"product_id":"ETHUSDT","price":"3000","low":"0.5"}}',
      '{"data":{"product_id":"ETHUSDT","price":"0","low":"0.5"}}',
    ],
    [
      '{"e":"kline","s":"ETHUSDT","k":{"s":"ETHUSDT","o":"3280.1","v":"12.5"}}',
      '{"e":"kline","s":"ETHUSDT","k":{"s":"ETHUSDT","o":"0.0","v":"12.5"}}',
    ],
    ['{"s":"ETHUSDT","bids":[["3280.1","2"]]}', null],
    ['{"s":"ETHUSDT","q":"12"}', null],
    ['{"s":"BTCUSDT","b":"3280"}', null],
    ['"ETHUSDT" is no JSON', null],
  ])("%s", (text, shown) => {
    expect(zeroPrices(text, "ETHUSDT", 3_280)).toBe(shown);
  });
});
