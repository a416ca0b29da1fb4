import { createFakeDoor, type FakeScene } from "@evenkeel/api/testing";
import { expect, it } from "vitest";
import { Misunderstood } from "../problem.ts";
import { review } from "./review.ts";
import { describeReview } from "./words.ts";

const NOW_MS = Date.UTC(2027, 0, 15, 8, 0);
const shown = (scene: FakeScene): string => describeReview(createFakeDoor({ scene, nowMs: () => NOW_MS }).review());

it("says in one line that books and venue agree", () => {
  expect(shown("running")).toBe("binance: books and venue agree, read 2027-01-15 07:59 UTC");
  expect(shown("starting")).toBe("binance: not compared yet");
});

it("names what is at the venue and not ours", () => {
  expect(shown("frozen").split("\n").slice(1)).toEqual([
    "on file as not ours: -1200 in DOGEUSDT at binance",
    "not ours: order web_7f21c0 in DOGEUSDT at binance",
  ]);
});

it("shows both sides of every difference, what accepting would do, and the line that does it", () => {
  expect(shown("halted")).toBe(
    [
      "Halted for review: no new risk. What is not in dispute stays guarded.",
      "",
      "binance: differs, read 2027-01-15 07:59 UTC",
      "",
      "what                               ours / venue's                                             pair",
      "USDT in the futures wallet         20114.20381 / 20091.8611 USDT  since 2027-01-15 07:51 UTC",
      "USDT in the spot wallet            30002.11 / 35002.11 USDT       since 2027-01-15 07:51 UTC",
      "SOLUSDT perpetual                  -31.4 / -30.2 SOL              since 2027-01-15 07:51 UTC  SOL",
      "Open order web_7f21c0 at DOGEUSDT  none / open                    since 2027-01-15 07:56 UTC",
      "",
      "Accepting would:",
      "  book -22.34271 USDT in the futures wallet",
      "  book +5000 USDT in the spot wallet",
      "  set the short leg of SOL from -31.4 to -30.2",
      "  keep on file as not ours: Open order web_7f21c0 at DOGEUSDT",
      "Afterwards:",
      "  SOL: up to 1.2 of the long leg is sold.",
      "  DOGEUSDT takes no new risk while something of a stranger's is there.",
      "",
      'evenkeel review accept --venue binance --print 93fa1c20be7745d1 --as transfer|adjustment --reason "…"',
    ].join("\n"),
  );
});

it.each([
  [["reject"], /has no command "reject"/],
  [["cancel", "--venue", "binance"], /--order/],
  [["accept", "--venue", "binance", "--as", "transfer", "--reason", "x"], /--print/],
  [["accept", "--venue", "binance", "--print", "12", "--as", "transfer", "--reason", "x"], /--print/],
  [["accept", "--venue", "binance", "--print", "93fa1c20be7745d1", "--as", "gift", "--reason", "x"], /--as says/],
  [["accept", "--venue", "binance", "--print", "93fa1c20be7745d1", "--as", "transfer"], /--reason says why/],
])("%j is not understood, in one sentence, before anything is asked", async (given, sentence) => {
  const refused = await review(given).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Misunderstood);
  expect((refused as Error).message).toMatch(sentence);
});
