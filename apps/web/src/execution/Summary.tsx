import type { LegRiskFigures } from "@evenkeel/api/views";
import { formatBps, formatNumber, formatPercent, THIN } from "../format/number.ts";
import { FigureStrip, mapKnown } from "../ui/FigureStrip.tsx";
import { formatMillis } from "./words.ts";

export const SUMMARY_LOOK = { frame: "sm:grid-cols-3 xl:grid-cols-6" };

/** The six numbers that say whether it executes well. */
export function Summary({ of, asset }: { readonly of: LegRiskFigures; readonly asset: string }) {
  const often =
    of.openWindows > 0 ? `${of.openWindows} now` : of.windows === 1 ? "once" : `${formatNumber(of.windows, 0)} times`;
  return (
    <FigureStrip
      {...SUMMARY_LOOK}
      cells={[
        [
          "Leg alone, p99",
          mapKnown(of.seconds, ({ p99, max }) => ({
            raw: p99,
            text: `${formatNumber(p99, 2)}${THIN}s`,
            note: `worst ${formatNumber(max, 2)}${THIN}s · ${often}`,
          })),
        ],
        [
          `Alone at worst, ${asset}`,
          mapKnown(of.notional, ({ p50, max }) => ({
            raw: max,
            text: formatNumber(max, 0),
            note: `p50 ${formatNumber(p50, 0)}`,
          })),
        ],
        [
          "Slippage against mid",
          mapKnown(of.slippageBps, ({ mean, p99 }) => ({
            raw: mean,
            text: formatBps(mean, 2, "always"),
            note: `p99 ${formatBps(p99, 1)} · + is a loss`,
          })),
        ],
        [
          "Maker share",
          mapKnown(of.makerPercent, (percent) => ({
            raw: percent,
            text: formatPercent(percent, 0),
            note: `${formatNumber(of.filled, 0)} of ${formatNumber(of.orders, 0)} orders filled`,
          })),
        ],
        [
          "Cost of a round trip",
          mapKnown(of.cost, ({ realisedBps, estimatedBps, pairs }) => ({
            raw: realisedBps,
            text: formatBps(realisedBps, 1),
            note: `expected ${formatNumber(estimatedBps, 1)} · ${pairs === 1 ? "1 pair" : `${formatNumber(pairs, 0)} pairs`}`,
          })),
        ],
        [
          "Decided to sent, p95",
          mapKnown(of.readyMs, ({ p95, p99 }) => ({
            raw: p95,
            text: `${formatMillis(p95)}${THIN}ms`,
            note: `p99 ${formatMillis(p99)}${THIN}ms`,
          })),
        ],
      ]}
    />
  );
}
