import { sheetFromBooks } from "@evenkeel/api/sheet";
import { createFakeDoor, type FakeScene } from "@evenkeel/api/testing";
import { EMPTY_DURABLE_STATE } from "@evenkeel/core/events";
import { type Asset, venueId } from "@evenkeel/core/ids";
import { amount } from "@evenkeel/core/units";
import { expect, it } from "vitest";
import { describeSheet } from "./words.ts";

const NOW_MS = Date.UTC(2027, 0, 15, 8, 0);
const made = (scene: FakeScene) => createFakeDoor({ scene, nowMs: () => NOW_MS }).sheet();

it("is read from top to bottom: how old, what, and the steps in their order", () => {
  expect(describeSheet(made("halted")).split("\n")).toEqual([
    "Flatten by hand: SIMULATION, demo",
    "made 2027-01-15 08:00 UTC; books of 2027-01-15 07:59 UTC, 2 s old",
    "If Evenkeel still runs, press Flatten there first and do by hand only what it cannot.",
    "",
    "Binance (the venue's own word of 2027-01-15 07:59 UTC, 1 s old)",
    "  market                   held             the venue told  then stays",
    "  SOLUSDT       perpetual  -31.4 SOL                        0",
    "  1000PEPEUSDT  perpetual  -48200000 PEPE                   0",
    "  SOLUSDT       spot       31.40127 SOL                     0.00127",
    "  PEPEUSDT      spot       48200133.7 PEPE                  0.7",
    "  open order web_7f21c0 at DOGEUSDT, not ours",
    "  1. Sign in at Binance's own site or app, to the account whose API key is used here.",
    "  2. DOGEUSDT perpetual: cancel the open order web_7f21c0, which is not ours: only if nobody else needs it.",
    "  3. SOLUSDT perpetual: buy 31.4 SOL at market, reduce-only.",
    "  4. 1000PEPEUSDT perpetual: buy 48200 contracts of 1000 PEPE at market, reduce-only.",
    "  5. SOLUSDT spot: sell 31.4 SOL at market.",
    "  6. PEPEUSDT spot: sell 48200133 PEPE at market.",
    "  7. Look once more at Binance: no open order, no position, and of the coins above only what is named as the rest.",
    "  in the wallets: 30002.11 USDT (spot), 20114.20381 USDT (futures)",
  ]);
});

it("says that nothing is to be done where nothing is held", () => {
  expect(describeSheet(made("flat"))).toContain("1. Nothing to do at Binance.");
});

it("from the database alone says so, with the age, and that no venue was asked", () => {
  const venue = venueId("binance");
  const walletBalances = [{ venue, wallet: "spot" as const, asset: "USDT" as Asset, amount: amount("7") }];
  const view = sheetFromBooks(
    {
      durable: { ...EMPTY_DURABLE_STATE, walletBalances },
      markets: new Map(),
      committedAtMs: NOW_MS - 3 * 3_600_000,
      world: "world demo, seed 1",
    },
    NOW_MS,
  );
  const [, second, , , fifth] = describeSheet(view).split("\n");
  expect(second).toContain("THE ENGINE DOES NOT ANSWER: from the database alone, 2027-01-15 05:00 UTC, 3 h old.");
  expect(fifth).toBe("binance (the venue's own word is not known here)");
});
