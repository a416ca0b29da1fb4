"use client";

import type { Known, KpisView } from "@evenkeel/api/views";
import { formatAmount, formatNumber, formatPercent, THIN } from "../format/number.ts";
import { formatSeconds } from "../format/time.ts";
import { useSection } from "../live/LiveDeck.tsx";
import { type FigureCell, FigureStrip, FigureStripSkeleton, mapKnown } from "../ui/FigureStrip.tsx";

const money = (text: string): string => formatAmount(text, 2);
const signed = (text: string): string => formatAmount(text, 2, "always");

function cellsOf(kpis: KpisView): readonly (readonly [label: string, cell: Known<FigureCell>])[] {
  return [
    [
      "Equity",
      mapKnown(kpis.equity, (equity) => ({ raw: equity, text: money(equity), note: `${kpis.asset}, marked` })),
    ],
    [
      "Net today",
      mapKnown(kpis.netToday, ({ net, percent, cash }) => ({
        raw: net,
        text: signed(net),
        directed: true,
        note: `${formatPercent(percent, 2, "always")} · cash ${signed(cash)}`,
      })),
    ],
    [
      `Funding, 24${THIN}h`,
      mapKnown(kpis.funding24h, ({ amount, settlements }) => ({
        raw: amount,
        text: signed(amount),
        directed: true,
        note: settlements === 1 ? "1 settlement" : `${settlements} settlements`,
      })),
    ],
    [
      `Costs, 24${THIN}h`,
      mapKnown(kpis.costs24h, ({ amount, makerPercent }) => ({
        raw: amount,
        text: signed(amount),
        directed: true,
        note: makerPercent === null ? "nothing traded" : `${formatPercent(makerPercent, 0)} maker`,
      })),
    ],
    [
      "Net delta",
      mapKnown(kpis.netDelta, ({ amount, gross }) => ({
        raw: amount,
        text: signed(amount),
        note: `of ${formatAmount(gross, 0)} gross`,
      })),
    ],
    [
      "Nearest liquidation",
      mapKnown(kpis.nearestLiquidation, ({ symbol, distancePercent, marginHours }) => ({
        raw: distancePercent,
        text: formatPercent(distancePercent, 0),
        note: `${symbol} short${marginHours === null ? "" : `, ${formatNumber(marginHours, 0)}${THIN}h margin`}`,
      })),
    ],
    [
      "Unhedged now",
      mapKnown(kpis.unhedged, (unhedged) => ({
        raw: unhedged.nowMs,
        text: formatSeconds(unhedged.nowMs),
        note: `worst today ${formatSeconds(unhedged.worstTodayMs)} · ${formatAmount(unhedged.worstTodayNotional, 0)}`,
      })),
    ],
  ];
}

const LOOK = {
  frame: "sm:grid-cols-4 xl:grid-cols-7",
  /** Two or four columns do not divide seven: the last cell takes what is left. */
  cell: "last:col-span-2 xl:last:col-span-1",
};

export function Kpis() {
  const kpis = useSection("kpis");
  return kpis === null ? <FigureStripSkeleton count={7} {...LOOK} /> : <FigureStrip cells={cellsOf(kpis)} {...LOOK} />;
}
