import { HOPS } from "@evenkeel/core/order";
import type { LegRiskRow } from "@evenkeel/core/ports";
import type { ExecutionDesk } from "../engine/executionDesk.ts";
import { viewLegRisk } from "../execution/index.ts";
import type { BinView, DistributionView, ExecutedOrderView } from "../views/index.ts";
import { createRandom, symbolAt } from "./fakeRows.ts";

const HOUR_MS = 3_600_000;
const ORDERS = 24;
const STYLES = ["post-only", "immediate", "resting", "immediate"] as const;
const PURPOSES = ["enter", "hedge", "exit", "repair"] as const;
/** The pairs that the deck holds. */
const PAIRS_FROM = 2;
const PAIRS = 3;

const spread = (p50: number): DistributionView => ({ p50, p95: p50 * 2.2, p99: p50 * 4.1, max: p50 * 6.3 });

const bins = (edges: readonly number[], counts: readonly number[], size: number): readonly BinView[] =>
  counts.map((count, at) => ({ below: edges[at] ?? null, count: Math.round(count * size) }));

const rowOf = (scope: LegRiskRow["scope"], size: number, nowMs: number): LegRiskRow => ({
  scope,
  startedAtMs: nowMs - 70 * HOUR_MS,
  windows: Math.round(31 * size),
  openWindows: scope.kind === "venue" ? 0 : 1,
  seconds: spread(0.41 * size),
  notional: spread(212 * size),
  secondsBins: bins([0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30], [2, 7, 11, 5, 3, 2, 1, 0, 0, 0], size),
  notionalBins: bins(
    [10, 50, 250, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000],
    [1, 4, 15, 9, 2, 0, 0, 0, 0, 0],
    size,
  ),
  notionalSeconds: 2_940 * size,
  orders: Math.round(124 * size),
  filled: Math.round(101 * size),
  slippageBps: { p50: -0.4, p95: 1.8, p99: 4.6, max: 9.2, mean: 0.3 },
  slippageUnknown: scope.kind === "run" ? 2 : 0,
  makerPercent: 62 * size,
  cost: scope.kind === "run" ? null : { pairs: 9, estimatedBps: 24.1, realisedBps: 22.7 },
  costUnknown: 1,
  hopMs: { decide: spread(1), store: spread(2.1), hand: spread(0.04), reply: spread(21.5), fill: spread(0.6) },
  readyMs: spread(3.2),
});

function orderAt(at: number, nowMs: number): ExecutedOrderView {
  const random = createRandom(at + 1);
  const pair = PAIRS_FROM + (at % PAIRS);
  const symbol = symbolAt(pair);
  const missed = at % 7 === 3;
  const refused = at % 11 === 5;
  const spot = at % 2 === 0;
  const micros = HOPS.map((hop, index) => [hop, Math.round((index === 3 ? 21_000 : 900) * (0.5 + random()))] as const);
  return {
    clientOrderId: `ekabcd1234-${pair}-${spot ? "u" : "d"}${at}`,
    pairId: `ekabcd1234-${pair}`,
    createdAtMs: nowMs - (at + 1) * HOUR_MS * 0.7,
    run: at < 9 ? 12 : 11,
    venue: at % 5 === 4 ? "bybit" : "binance",
    kind: spot ? "spot" : "perpetual",
    symbol: `${symbol}USDT`,
    asset: "USDT",
    leg: spot ? "long" : "short",
    side: spot ? "buy" : "sell",
    style: STYLES[at % STYLES.length] ?? "immediate",
    purpose: PURPOSES[at % PURPOSES.length] ?? "enter",
    state: refused ? "rejected" : missed ? "expired" : "filled",
    refusal: refused ? "-2010" : null,
    quantity: "31.4",
    filledQuantity: missed || refused ? "0" : "31.4",
    filledQuote: missed || refused ? "0" : "4748.31",
    slippageBps: missed || refused || at % 9 === 8 ? null : Math.round((random() * 6 - 1.5) * 10) / 10,
    makerPercent: missed || refused ? null : at % 4 === 0 ? 100 : 0,
    hopMicros: {
      ...(Object.fromEntries(micros) as ExecutedOrderView["hopMicros"]),
      ...(missed || refused ? { fill: null } : {}),
    },
  };
}

/** What a few days of an engine that trades leave behind; nothing where it never did. */
export function createFakeExecution(options: { readonly empty: boolean; readonly nowMs: () => number }): ExecutionDesk {
  const { empty, nowMs } = options;
  return {
    async legRisk(sinceMs) {
      const since = sinceMs ?? nowMs() - 30 * 24 * HOUR_MS;
      const scopes: readonly (readonly [LegRiskRow["scope"], number])[] = [
        [{ kind: "all" }, 1],
        [{ kind: "venue", venue: "binance" }, 0.8],
        [{ kind: "venue", venue: "bybit" }, 0.3],
        [{ kind: "run", run: 12 }, 0.4],
        [{ kind: "run", run: 11 }, 0.6],
      ];
      return viewLegRisk(empty ? [] : scopes.map(([scope, size]) => rowOf(scope, size, nowMs())), since, nowMs());
    },
    async orders({ pairId, limit }) {
      if (empty) return [];
      const orders = Array.from({ length: ORDERS }, (_, at) => orderAt(at, nowMs()));
      return orders.filter((order) => pairId === null || order.pairId === pairId).slice(0, limit);
    },
  };
}
