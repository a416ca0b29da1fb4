import type { DifferenceView, ReviewView } from "../views/index.ts";
import type { FakeScene } from "./fakeRisk.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DOGE = { venue: "binance", label: "Binance", symbol: "DOGEUSDT" } as const;
const SOL = { pairId: "ekfake0000-1", symbol: "SOL" } as const;

const differences = (nowMs: number): readonly DifferenceView[] => [
  {
    kind: "balance",
    name: "futures/USDT",
    subject: "USDT in the futures wallet",
    unit: "USDT",
    order: null,
    ours: "20114.20381",
    venues: "20091.8611",
    apart: "-22.34271",
    sinceMs: nowMs - 9 * MINUTE_MS,
    pairs: [],
    accepting: {
      booked: { wallet: "futures", asset: "USDT", amount: "-22.34271" },
      legs: [],
      outside: null,
    },
  },
  {
    kind: "balance",
    name: "spot/USDT",
    subject: "USDT in the spot wallet",
    unit: "USDT",
    order: null,
    ours: "30002.11",
    venues: "35002.11",
    apart: "5000",
    sinceMs: nowMs - 9 * MINUTE_MS,
    pairs: [],
    accepting: { booked: { wallet: "spot", asset: "USDT", amount: "5000" }, legs: [], outside: null },
  },
  {
    kind: "position",
    name: "position SOLUSDT",
    subject: "SOLUSDT perpetual",
    unit: "SOL",
    order: null,
    ours: "-31.4",
    venues: "-30.2",
    apart: "1.2",
    sinceMs: nowMs - 9 * MINUTE_MS,
    pairs: [SOL],
    accepting: {
      booked: null,
      legs: [{ ...SOL, leg: "short", before: "-31.4", after: "-30.2" }],
      outside: null,
    },
  },
  {
    kind: "order",
    name: "order web_7f21c0",
    subject: "Open order web_7f21c0 at DOGEUSDT",
    unit: null,
    order: "web_7f21c0",
    ours: null,
    venues: null,
    apart: null,
    sinceMs: nowMs - 4 * MINUTE_MS,
    pairs: [],
    accepting: { booked: null, legs: [], outside: { amount: null } },
  },
];

/** What the page of differences shows in each scene. */
export function fakeReview(scene: FakeScene, nowMs: number): ReviewView {
  const apart = scene === "halted";
  const unread = scene === "starting";
  return {
    outside:
      scene === "frozen"
        ? [
            { ...DOGE, held: "-1200", order: null, accepted: true },
            { ...DOGE, held: null, order: "web_7f21c0", accepted: false },
          ]
        : [],
    halted: apart ? "binance: SOL perpetual, the venue says −30.2, the books say −31.4" : null,
    venues: [
      {
        venue: "binance",
        label: "Binance",
        standing: unread ? "unread" : apart ? "differs" : "agrees",
        readAtMs: unread ? null : nowMs - SECOND_MS,
        readFailures: 0,
        print: apart ? "93fa1c20be7745d1" : null,
        waits: unread ? { code: "unread", text: "The account has not been read yet." } : null,
        differences: apart ? differences(nowMs) : [],
        afterwards: apart
          ? [
              "SOL: up to 1.2 of the long leg is sold.",
              "DOGEUSDT takes no new risk while something of a stranger's is there.",
            ]
          : [],
      },
    ],
  };
}
