import type { AccountCheckpoint, Fill } from "@evenkeel/core/events";
import { type InstrumentIndex, instrumentIndex } from "@evenkeel/core/ids";
import { type Amount, amount, venueTime, ZERO } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { BYBIT } from "../market.ts";
import { type Execution, tradeIdOf } from "../parse/executions.ts";
import { createFillChooser, fillsSince } from "./choose-fills.ts";

const MINUTE = 60_000;
const NOW = 1_763_000_000_000;
const [ONE, TWO] = [instrumentIndex(1), instrumentIndex(2)];

const executed = (instrument: InstrumentIndex, timeMs: number, name: string, closes = false): Execution => ({
  executionId: name,
  closes,
  fill: { instrument, tradeId: tradeIdOf(timeMs, name), venueTimeMs: venueTime(timeMs), realisedProfit: ZERO } as Fill,
});
const since = (changes: Partial<AccountCheckpoint> = {}): AccountCheckpoint => ({
  venue: BYBIT,
  lastTradeIds: [],
  incomeSince: venueTime(0),
  openedAt: venueTime(0),
  ...changes,
});
const nothing = (): Amount | undefined => undefined;
const namesOf = (fills: readonly Fill[]): string[] => fills.map(({ tradeId }) => tradeId.slice(14));

describe("what the books lack", () => {
  test("is behind each market's own checkpoint", () => {
    const all = [executed(ONE, NOW, "a"), executed(TWO, NOW, "b"), executed(ONE, NOW + 1, "c")];
    const choose = createFillChooser();
    expect(namesOf(choose(all, since(), nothing))).toEqual(["a", "b", "c"]);
    const later = since({ lastTradeIds: [[ONE, tradeIdOf(NOW, "a")]] });
    expect(namesOf(choose(all, later, nothing))).toEqual(["b", "c"]);
  });

  test("is a trade too that shows late, behind younger ones, once", () => {
    const choose = createFillChooser();
    const known = [executed(ONE, NOW, "z")];
    choose(known, since(), nothing);
    const told = since({ lastTradeIds: [[ONE, tradeIdOf(NOW, "z")]] });
    const late = [executed(ONE, NOW - MINUTE, "late"), ...known];
    expect(namesOf(choose(late, told, nothing))).toEqual(["late"]);
    expect(choose(late, told, nothing)).toEqual([]);
  });

  test("is nothing from before the books were opened", () => {
    const choose = createFillChooser();
    const all = [executed(ONE, NOW, "old"), executed(ONE, NOW + 2, "new")];
    expect(namesOf(choose(all, since({ openedAt: venueTime(NOW + 1) }), nothing))).toEqual(["new"]);
  });

  test("waits with the market until the log tells what a closing trade realised", () => {
    const choose = createFillChooser();
    const all = [
      executed(ONE, NOW, "open"),
      executed(ONE, NOW + 1, "close", true),
      executed(ONE, NOW + 2, "next"),
      executed(TWO, NOW + 3, "other"),
    ];
    expect(namesOf(choose(all, since(), nothing))).toEqual(["open", "other"]);
    const told = since({
      lastTradeIds: [
        [ONE, tradeIdOf(NOW, "open")],
        [TWO, tradeIdOf(NOW + 3, "other")],
      ],
    });
    const fills = choose(all, told, () => amount("-2.5"));
    expect(namesOf(fills)).toEqual(["close", "next"]);
    expect(fills[0]?.realisedProfit).toBe(amount("-2.5"));
  });
});

describe("from when it is looked for", () => {
  test.each<[string, Partial<AccountCheckpoint>, number]>([
    ["books that begin now", { incomeSince: venueTime(NOW) }, NOW],
    ["no trade yet", { incomeSince: venueTime(NOW), openedAt: venueTime(5) }, 5],
    ["a market that never traded", { openedAt: venueTime(5), lastTradeIds: [[ONE, ""]] }, 5],
    [
      "the market that traded longest ago, and a little before",
      {
        openedAt: venueTime(5),
        lastTradeIds: [
          [ONE, tradeIdOf(NOW, "a")],
          [TWO, tradeIdOf(NOW - MINUTE, "b")],
        ],
      },
      NOW - 11 * MINUTE,
    ],
  ])("%s", (_name, changes, expected) => {
    expect(fillsSince(since(changes))).toBe(expected);
  });
});
