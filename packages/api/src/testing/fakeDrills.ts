import type { DrillsView } from "../views/index.ts";

const HOUR_MS = 3_600_000;

/** One venue that passed, one that failed, one that was never drilled. */
export const fakeDrills = (nowMs: number): DrillsView => ({
  venues: [
    {
      venue: "binance",
      label: "Binance",
      last: {
        passed: true,
        endedAtMs: nowMs - HOUR_MS,
        authorId: "ada",
        checks: [{ name: "entry", passed: true, text: "both legs of SOL were filled within 3 s" }],
      },
      underWay: null,
    },
    {
      venue: "bybit",
      label: "Bybit",
      last: {
        passed: false,
        endedAtMs: nowMs - 2 * HOUR_MS,
        authorId: "ada",
        checks: [
          { name: "entry", passed: true, text: "both legs of SOL were filled within 4 s" },
          { name: "modes", passed: false, text: "cross at 10x; ours is isolated at 2x" },
        ],
      },
      underWay: null,
    },
    { venue: "poloniex", label: "Poloniex", last: null, underWay: null },
  ],
});
