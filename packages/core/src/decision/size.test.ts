import { describe, expect, it } from "vitest";
import type { EngineState } from "../engine/state.ts";
import { OTHER, PLAN, perpetualMarket, readyState, setFree, setTop, spotMarket, spreadState } from "../test/world.ts";
import { type Amount, amount, formatAmount, type Price, type Quantity } from "../units/index.ts";
import { notionalMax, planEntry } from "./size.ts";

type Money = { total?: string; notionalOpen?: string; spot?: string; futures?: string };

const equity = (state: EngineState, { total, notionalOpen, spot, futures }: Money): EngineState => {
  if (total !== undefined) state.equity.total = amount(total);
  if (notionalOpen !== undefined) state.equity.notionalOpen = amount(notionalOpen);
  if (spot !== undefined) setFree(state, "spot", spot);
  if (futures !== undefined) setFree(state, "futures", futures);
  return state;
};

describe("the most one more pair may have", () => {
  it.each<[string, Money, string]>([
    ["a tenth of equity", {}, "1000"],
    ["what the portfolio still has room for", { notionalOpen: "4700" }, "300"],
    ["nothing when the portfolio is full", { notionalOpen: "5100" }, "0"],
    ["what the spot wallet holds, less headroom", { spot: "500" }, "490"],
    ["twice what the futures wallet has free, less headroom", { futures: "200", spot: "4000" }, "392"],
    ["two thirds of what is free beyond the reserve", { spot: "1700", futures: "1700" }, "600"],
    ["nothing when the wallets stand below the reserve", { spot: "1000", futures: "1000" }, "0"],
    ["nothing when equity is negative", { total: "-5" }, "0"],
  ])("is %s", (_, change, most) => {
    expect(
      formatAmount(notionalMax(equity(readyState(), change), { long: spotMarket(), short: perpetualMarket() })),
    ).toBe(most);
  });
});

const plan = (state: EngineState, wanted: string) => planEntry(state.candidates, 0, PLAN, amount(wanted), state);
const target = (state: EngineState, wanted: string): string => {
  const planned = plan(state, wanted);
  return planned.ok ? formatAmount(planned.value.target) : planned.error.code;
};

describe("sizing", () => {
  it.each<[string, EngineState, string, string]>([
    ["down to the coarser step", readyState(), "999.99", "9.99"],
    ["never above the limit", readyState(), "5000", "10"],
    [
      "down to a step both markets share",
      readyState(spotMarket({ stepSize: 6 as Quantity }), perpetualMarket({ stepSize: 4 as Quantity })),
      "1000",
      "9.996",
    ],
    ["below our own minimum is refused", readyState(), "99", "leg-minimum"],
    ["of nothing is refused", readyState(), "0", "leg-minimum"],
    ["of less than nothing is refused", readyState(), "-500", "leg-minimum"],
    [
      "below a venue's notional minimum is refused, with a tenth of margin",
      readyState(spotMarket(), perpetualMarket({ notionalMin: amount("950") })),
      "1000",
      "filter",
    ],
    [
      "above a venue's largest order is refused",
      readyState(spotMarket({ quantityMax: 9_000 as Quantity })),
      "1000",
      "filter",
    ],
    [
      "of a market whose step is more than the money is refused",
      readyState(spotMarket(), perpetualMarket({ stepSize: 11_000 as Quantity, quantityMin: 11_000 as Quantity })),
      "1000",
      "leg-minimum",
    ],
  ])("%s", (_, state, wanted, got) => {
    expect(target(state, wanted)).toBe(got);
  });
  it("measures by the dearer of both markets, whatever their scales", () => {
    const state = readyState(spotMarket(), perpetualMarket({ priceScale: 4, tickSize: 1 as Price }));
    setTop(state, 1, 1_019_900, 1_020_100);
    expect(target(state, "1000")).toBe("9.8");
  });
  it("works in base units where the venue trades thousands", () => {
    const state = readyState(
      spotMarket({ priceScale: 8, quantityScale: 0, quantityMax: 1e9 as Quantity }),
      perpetualMarket({
        priceScale: 10,
        quantityScale: 0,
        stepSize: 1_000 as Quantity,
        quantityMin: 1_000 as Quantity,
        quantityMax: 1e9 as Quantity,
      }),
    );
    setTop(state, 0, 1_204, 1_206);
    setTop(state, 1, 120_490, 120_510);
    expect(target(state, "1000")).toBe("82987000");
  });
  it("without a price is refused", () => {
    const state = readyState();
    state.market.columns.bidPrice[0] = 0;
    expect(target(state, "1000")).toBe("stale");
  });
  it("lets the thinner side lead", () => {
    const state = readyState();
    const leading = () => {
      const planned = plan(state, "1000");
      return planned.ok ? planned.value.leading : planned.error.code;
    };
    expect(leading()).toBe("long");
    state.market.columns.askDepthQuote[0] = 90_000;
    expect(leading()).toBe("short");
  });
  it.each<[string, at: number, bid: number, ask: number]>([
    ["short", 1, 9_400, 9_402],
    ["long", 0, 51_000, 51_002],
  ])("EXE-4: is denied where the %s leg's price stands outside the venue's band, before leg one", (_, at, bid, ask) => {
    const state = readyState();
    state.market.columns.markPrice[0] = 10_000;
    setTop(state, at, bid, ask);
    const planned = plan(state, "1000");
    expect(planned.ok ? "planned" : planned.error.code).toBe("price-band");
  });
  it("keeps both legs within the limit at their own prices", () => {
    const state = readyState();
    setTop(state, 0, 3_333, 3_334);
    setTop(state, 1, 3_335, 3_336);
    state.market.columns.markPrice[1] = 3_335;
    const planned = plan(state, "1000");
    const coins = planned.ok ? planned.value.target : (0n as Amount);
    expect(coins * 3_335n <= amount("100000")).toBe(true);
    expect((coins + amount("0.01")) * 3_336n > amount("100000")).toBe(true);
  });
});

describe("a pair of two venues", () => {
  const sized = (state: EngineState) => planEntry(state.candidates, 1, PLAN, null, state);
  it("binds margin in the wallet of each, and none for the whole notional", () => {
    const planned = sized(spreadState());
    expect(planned).toMatchObject({ ok: true, value: { long: 0, short: 1, leverage: 2, base: "AAA" } });
    expect(planned.ok ? formatAmount(planned.value.target) : planned.error.code).toBe("7.84");
  });
  it("adds both needs up where one unified wallet carries both", () => {
    const unified = { venue: OTHER, wallet: "unified" } as const;
    const route = { long: spotMarket(unified), short: perpetualMarket(unified) };
    const state = spreadState();
    state.equity.free = new Map([["other/unified/USDT", amount("4000")]]);
    expect(formatAmount(notionalMax(state, route))).toBe("1000");
    state.equity.free = new Map([["other/unified/USDT", amount("2800")]]);
    expect(formatAmount(notionalMax(state, route))).toBe("200");
    state.equity.total = amount("3000");
    state.config = patched(state, { freeEquityPercentMin: 5, pairEquityPercentMax: 50, notionalEquityPercentMax: 90 });
    state.equity.free = new Map([["other/unified/USDT", amount("300")]]);
    expect(formatAmount(notionalMax(state, route))).toBe("100");
  });
});

const patched = (state: EngineState, size: Partial<EngineState["config"]["size"]>) => ({
  ...state.config,
  size: { ...state.config.size, ...size },
});
