import { type Config, DEFAULT_CONFIG, patchConfig } from "@evenkeel/core/events";
import { describe, expect, it } from "vitest";
import { assess, tendencyOf } from "./assess.ts";
import { keyAt, type Looser, PATHS } from "./keys.ts";
import { parseConfig } from "./parse.ts";
import { patchAt, valueAt } from "./value.ts";

/** Every key by hand, apart from the table it checks: a direction turned round is money let through unasked. */
const LOOSER: Readonly<Record<string, Looser>> = {
  "entry.meanAnnualPercentMin": "down",
  "entry.medianAnnualPercentMin": "down",
  "entry.holdDays": "up",
  "entry.netOverCostMin": "down",
  "entry.cashAnnualPercent": "down",
  "entry.discountBpsMax": "up",
  "entry.spreadBaseBps": "down",
  "entry.spreadBpsPerTenThousand": "down",
  "entry.settlementGuardMs": "down",
  "exit.meanAnnualPercentMax": "down",
  "exit.cooldownMs": "down",
  "universe.listedDaysMin": "down",
  "universe.perpetualVolumeMin": "down",
  "universe.spotVolumeMin": "down",
  "universe.openInterestMin": "down",
  "universe.spreadBpsMax": "up",
  "universe.depthOverOrderMin": "down",
  "universe.capHitDays": "down",
  "size.leverage": "up",
  "size.pairEquityPercentMax": "up",
  "size.pairsMax": "up",
  "size.spreadPairsMax": "up",
  "size.notionalEquityPercentMax": "up",
  "size.freeEquityPercentMin": "down",
  "size.legNotionalMin": "down",
  "risk.dailyLossPercentMax": "up",
  "risk.drawdownPercentMax": "up",
  "risk.liquidationWarnPercent": "down",
  "risk.liquidationTransferPercent": "down",
  "risk.liquidationShrinkPercent": "down",
  "risk.freshnessMsMax": "up",
  "risk.jumpBpsMax": "up",
  "risk.markIndexBpsMax": "up",
  "risk.venuesApartBpsMax": "up",
  "risk.clockOffsetMsMax": "up",
  "risk.netDeltaPercentMax": "up",
  "risk.expectedShortfallPercentMax": "up",
  "risk.pegFreezePercent": "up",
  "risk.pegFreezeMs": "up",
  "risk.pegReducePercent": "up",
  "risk.breakerFailuresMax": "up",
  "risk.breakerRestMs": "down",
  "risk.latencyMsMax": "up",
  "risk.feeAssetQuoteMin": "down",
  "execution.slippageBpsMax": "up",
  "execution.exitSlippageBpsMax": "either",
  "execution.hedgeAttemptsMax": "either",
  "execution.unhedgedMsMax": "up",
  "execution.sendTimeoutMs": "either",
  "execution.receiveWindowMs": "either",
  "execution.absentPollsMin": "down",
  "execution.accountPollMs": "up",
  "execution.retryPauseMs": "either",
  "execution.depthAgeMsMax": "up",
  "execution.makerGainBpsMin": "either",
  "execution.restMsMax": "up",
  "execution.repriceMs": "either",
  "execution.repricesMax": "up",
  "execution.dustQuoteMax": "up",
  "execution.churnPauseMs": "down",
  "execution.sliceDepthPercentMax": "up",
  "execution.icebergSlicesMax": "either",
  "execution.slicesMax": "down",
  "execution.sliceMs": "either",
};

describe("every key", () => {
  it("is known, with its shipped value inside its range", () => {
    expect(PATHS).toEqual(Object.keys(LOOSER));
    for (const path of PATHS) {
      const { min = Number.NaN, max = Number.NaN } = keyAt(path) ?? {};
      expect(valueAt(DEFAULT_CONFIG, path), path).toBeGreaterThanOrEqual(min);
      expect(valueAt(DEFAULT_CONFIG, path), path).toBeLessThanOrEqual(max);
    }
  });

  it.each(Object.entries(LOOSER))("%s loosens %s", (path, looser) => {
    const up = tendencyOf({ path, from: 10, to: 11 });
    const down = tendencyOf({ path, from: 10, to: 9 });
    expect([up, down]).toEqual([looser === "down" ? "tighten" : "loosen", looser === "up" ? "tighten" : "loosen"]);
  });

  it.each(PATHS)("%s has a label, a unit and a sentence", (path) => {
    const { label = "", unit = "", help = "" } = keyAt(path) ?? {};
    expect([label, unit]).not.toContain("");
    expect(help).toMatch(/^[A-Z].*\.$/);
  });
});

describe("a change", () => {
  const withAll = (...paths: readonly (readonly [string, number])[]): Config =>
    paths.reduce((config, [path, value]) => patchConfig(config, patchAt(path, value)), DEFAULT_CONFIG);

  it("of one limit up and one down loosens", () => {
    const after = withAll(["size.pairsMax", 6], ["size.leverage", 1]);
    expect(assess(DEFAULT_CONFIG, after)).toEqual({
      changes: [
        { path: "size.leverage", from: 2, to: 1, tendency: "tighten" },
        { path: "size.pairsMax", from: 5, to: 6, tendency: "loosen" },
      ],
      loosens: true,
      notices: [],
    });
  });

  it("taken back loosens when it had tightened", () => {
    const tight = withAll(["size.pairsMax", 3]);
    expect(assess(DEFAULT_CONFIG, tight).loosens).toBe(false);
    expect(assess(tight, DEFAULT_CONFIG).loosens).toBe(true);
  });

  it("to what most owners would regret is allowed and said", () => {
    const parsed = parseConfig({
      size: { leverage: 4, pairEquityPercentMax: 30, freeEquityPercentMin: 10 },
      risk: { drawdownPercentMax: 12 },
    });
    expect(parsed.ok && assess(DEFAULT_CONFIG, parsed.value).notices.map(({ path }) => path)).toEqual([
      "size.leverage",
      "size.pairEquityPercentMax",
      "size.freeEquityPercentMin",
      "risk.drawdownPercentMax",
      "risk.liquidationWarnPercent",
    ]);
  });

  it("ships without a notice", () => expect(assess(DEFAULT_CONFIG, DEFAULT_CONFIG).notices).toEqual([]));
});
