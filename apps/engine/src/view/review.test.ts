import { createState } from "@evenkeel/core/engine";
import { type Bench, given, perform } from "@evenkeel/testkit/builders";
import { expect, it } from "vitest";
import { viewReview } from "./review.ts";

const reviewOf = (bench: Bench) => viewReview(bench.state).venues[0];
const say = (bench: Bench, ...lines: string[]): void => {
  for (const line of lines) perform(bench, line);
};
/** Three reads at a start that agree with one another, and not with the books. */
const HALT = ["restart", "catalogue", "account", "wait 1s", "account", "wait 1s", "account", "facts", "tick AAA"];

it("knows no venue before the first start", () => {
  expect(viewReview(createState())).toEqual({ halted: null, venues: [], outside: [] });
});

it("agrees while the books are the venue's", () => {
  const review = reviewOf(given("open"));
  expect(review).toMatchObject({ standing: "agrees", print: null, waits: null, differences: [], afterwards: [] });
});

it("shows both sides, whose pair it is, what would be booked, and what the engine would do then", () => {
  const bench = given("open");
  say(bench, "drift spot/AAA -4", "drift futures/USDT -12.5", "foreign-order BBBUSDT", ...HALT);
  const review = reviewOf(bench);
  const pair = { pairId: "ekabcd1234-0", symbol: "AAA" };
  expect(viewReview(bench.state).halted).toContain("sim/spot/AAA");
  expect(review).toMatchObject({ venue: "sim", standing: "differs", waits: null });
  expect(review?.print).toMatch(/^[0-9a-f]{16}$/);
  expect(review?.differences).toEqual([
    {
      kind: "balance",
      name: "futures/USDT",
      order: null,
      subject: "USDT in the futures wallet",
      unit: "USDT",
      ours: "3499.50005",
      venues: "3487.00005",
      apart: "-12.5",
      sinceMs: expect.any(Number) as number,
      pairs: [],
      accepting: { booked: { wallet: "futures", asset: "USDT", amount: "-12.5" }, legs: [], outside: null },
    },
    {
      kind: "balance",
      name: "spot/AAA",
      order: null,
      subject: "AAA in the spot wallet",
      unit: "AAA",
      ours: "10.000989",
      venues: "6.000989",
      apart: "-4",
      sinceMs: expect.any(Number) as number,
      pairs: [pair],
      accepting: {
        booked: { wallet: "spot", asset: "AAA", amount: "-4" },
        legs: [{ ...pair, leg: "long", before: "10.000989", after: "6.000989" }],
        outside: null,
      },
    },
    {
      kind: "order",
      name: "order web_by_hand",
      order: "web_by_hand",
      subject: "Open order web_by_hand at BBBUSDT",
      unit: null,
      ours: null,
      venues: null,
      apart: null,
      sinceMs: expect.any(Number) as number,
      pairs: [],
      accepting: { booked: null, legs: [], outside: { amount: null } },
    },
  ]);
  expect(review?.afterwards).toEqual([
    "AAA: up to 3.999011 of the short leg is bought back.",
    "BBBUSDT takes no new risk while something of a stranger's is there.",
  ]);
});

it("says nothing of shrinking where both legs are corrected alike", () => {
  const bench = given("open");
  say(bench, "drift spot/AAA -4.000989", "position AAAUSDT -6 100", ...HALT);
  expect(reviewOf(bench)?.differences).toHaveLength(2);
  expect(reviewOf(bench)?.afterwards).toEqual([]);
});

it("keeps since when each is apart while its sides move, and waits until they stand still", () => {
  const bench = given("open");
  say(bench, "drift spot/USDT 5", ...HALT);
  const before = reviewOf(bench);
  say(bench, "drift spot/USDT 1", "drift futures/USDT 1", "wait 1s", "account");
  const after = reviewOf(bench);
  const [older, newer] = [after?.differences[1], after?.differences[0]];
  expect(older?.sinceMs).toBe(before?.differences[0]?.sinceMs);
  expect(newer?.sinceMs).toBeGreaterThan(older?.sinceMs ?? 0);
  expect(after?.print).not.toBe(before?.print);
  expect(after?.waits).toEqual({ code: "still-comparing", text: "Seen unchanged in 1 of 3 reads." });
});

it("lists what was accepted as not ours for as long as it is there", () => {
  const bench = given("ready");
  say(bench, "position BBBUSDT -3 100", "foreign-order BBBUSDT", ...HALT, "accept transfer");
  expect(viewReview(bench.state).outside).toEqual([
    { venue: "sim", label: "sim", symbol: "BBBUSDT", held: "-3", order: null, accepted: true },
    { venue: "sim", label: "sim", symbol: "BBBUSDT", held: null, order: "web_by_hand", accepted: true },
  ]);
});

it("lists a stranger's order that came while running, with the name it can be taken back by", () => {
  const bench = given("ready");
  say(bench, "foreign-order AAAUSDT", "wait 61s", "account");
  expect(viewReview(bench.state).outside).toEqual([
    { venue: "sim", label: "sim", symbol: "AAAUSDT", held: null, order: "web_by_hand", accepted: false },
  ]);
  expect(reviewOf(bench)).toMatchObject({ standing: "agrees" });
});

it("names the print that the command takes", () => {
  const bench = given("open");
  say(bench, "drift spot/USDT 5", ...HALT);
  expect(perform(bench, `accept transfer ${reviewOf(bench)?.print}`)).toContain('"accepted"');
  expect(reviewOf(bench)).toMatchObject({ standing: "agrees", print: null });
});
