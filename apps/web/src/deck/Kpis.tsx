"use client";

import type { Known, KpisView } from "@evenkeel/api/views";
import type { ReactNode } from "react";
import { formatAmount, formatNumber, formatPercent, THIN } from "../format/number.ts";
import { formatSeconds } from "../format/time.ts";
import { useSection } from "../live/LiveDeck.tsx";
import { Figure } from "../ui/Figure.tsx";
import { Unknown } from "../ui/Unknown.tsx";

type Cell = {
  readonly raw: string | number;
  readonly text: string;
  readonly note: ReactNode;
  readonly directed?: boolean;
};

const money = (text: string): string => formatAmount(text, 2);
const signed = (text: string): string => formatAmount(text, 2, "always");

function cellsOf(kpis: KpisView): readonly (readonly [label: string, cell: Known<Cell>])[] {
  const map = <T,>(known: Known<T>, show: (value: T) => Cell): Known<Cell> =>
    known.value === null
      ? { value: null, why: "why" in known ? known.why : "not-measured" }
      : { value: show(known.value) };
  return [
    ["Equity", map(kpis.equity, (equity) => ({ raw: equity, text: money(equity), note: `${kpis.asset}, marked` }))],
    [
      "Net today",
      map(kpis.netToday, ({ net, percent, cash }) => ({
        raw: net,
        text: signed(net),
        directed: true,
        note: `${formatPercent(percent, 2, "always")} · cash ${signed(cash)}`,
      })),
    ],
    [
      `Funding, 24${THIN}h`,
      map(kpis.funding24h, ({ amount, settlements }) => ({
        raw: amount,
        text: signed(amount),
        directed: true,
        note: settlements === 1 ? "1 settlement" : `${settlements} settlements`,
      })),
    ],
    [
      `Costs, 24${THIN}h`,
      map(kpis.costs24h, ({ amount, makerPercent }) => ({
        raw: amount,
        text: signed(amount),
        directed: true,
        note: makerPercent === null ? "nothing traded" : `${formatPercent(makerPercent, 0)} maker`,
      })),
    ],
    [
      "Net delta",
      map(kpis.netDelta, ({ amount, gross }) => ({
        raw: amount,
        text: signed(amount),
        note: `of ${formatAmount(gross, 0)} gross`,
      })),
    ],
    [
      "Nearest liquidation",
      map(kpis.nearestLiquidation, ({ symbol, distancePercent, marginHours }) => ({
        raw: distancePercent,
        text: formatPercent(distancePercent, 0),
        note: `${symbol} short${marginHours === null ? "" : `, ${formatNumber(marginHours, 0)}${THIN}h margin`}`,
      })),
    ],
    [
      "Unhedged now",
      map(kpis.unhedged, (unhedged) => ({
        raw: unhedged.nowMs,
        text: formatSeconds(unhedged.nowMs),
        note: `worst today ${formatSeconds(unhedged.worstTodayMs)} · ${formatAmount(unhedged.worstTodayNotional, 0)}`,
      })),
    ],
  ];
}

const CELLS = 7;
const FRAME =
  "grid grid-cols-2 gap-px overflow-hidden rounded-panel border border-line bg-line sm:grid-cols-4 xl:grid-cols-7";
/** Two or four columns do not divide seven: the last cell takes what is left. */
const CELL = "min-w-0 bg-panel px-3 py-2 last:col-span-2 xl:last:col-span-1";

export function Kpis() {
  const kpis = useSection("kpis");
  if (kpis === null) return <KpisSkeleton />;
  return (
    <dl className={FRAME}>
      {cellsOf(kpis).map(([label, cell]) => (
        <div key={label} className={CELL}>
          <dt className="truncate text-label text-dim">{label}</dt>
          {cell.value === null ? (
            <NoFigure why={"why" in cell ? cell.why : null} />
          ) : (
            <>
              <dd className="text-figure leading-6 font-semibold tracking-tight">
                <Figure raw={cell.value.raw} text={cell.value.text} directed={cell.value.directed ?? false} />
              </dd>
              <dd className="truncate text-label text-faint">{cell.value.note}</dd>
            </>
          )}
        </div>
      ))}
    </dl>
  );
}

/** Nothing open is an answer; everything else that has no number is unknown. Both as tall as a number with its note. */
function NoFigure({ why }: { readonly why: string | null }) {
  const none = why === "no-positions";
  return (
    <>
      <dd className="text-figure leading-6">{none ? <span className="text-dim">none</span> : <Unknown why={why} />}</dd>
      <dd className="truncate text-label text-faint">{none ? "no short is open" : "\u00a0"}</dd>
    </>
  );
}

/** The same lines with nothing on them, so that the numbers arrive without moving anything. */
const KpisSkeleton = () => (
  <div aria-hidden="true" className={FRAME}>
    {Array.from({ length: CELLS }, (_, index) => (
      <div key={index} className={CELL}>
        <p className="text-label">
          <span className="skeleton">Net today</span>
        </p>
        <p className="text-figure leading-6">
          <span className="skeleton">50,000.00</span>
        </p>
        <p className="text-label">
          <span className="skeleton">USDT, marked</span>
        </p>
      </div>
    ))}
  </div>
);
