"use client";

import type { ProfitSeriesView } from "@evenkeel/api/views";
import dynamic from "next/dynamic";
import { useState } from "react";
import { formatAmount } from "../format/number.ts";
import { formatDuration, formatUtcDate, formatUtcMinute } from "../format/time.ts";
import { useSection } from "../live/LiveDeck.tsx";
import { Button } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { Panel } from "../ui/Panel.tsx";
import { CHART_SIZE } from "./chartSize.ts";

/** The chart needs a canvas: it is fetched after the page stands. */
const ProfitChart = dynamic(() => import("./ProfitChart.tsx").then((module) => module.ProfitChart), {
  ssr: false,
  loading: () => <div aria-hidden="true" className={CHART_SIZE} />,
});

const spanOf = (series: ProfitSeriesView): string => {
  const [first, last] = [series.points[0], series.points.at(-1)];
  return first === undefined || last === undefined ? "" : formatDuration(last.venueTimeMs - first.venueTimeMs);
};

export function Profit() {
  const series = useSection("profit");
  const [asTable, setAsTable] = useState(false);
  const enough = series !== null && series.points.length > 1;
  return (
    <Panel
      id="profit"
      title="Profit by cause"
      note={enough ? spanOf(series) : undefined}
      className="shrink-0"
      tools={
        enough && (
          <Button tone="quiet" dense aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            Table
          </Button>
        )
      }
    >
      {series === null ? (
        <div aria-hidden="true" className="p-3 pb-6">
          <div className={classes("skeleton", CHART_SIZE)} />
        </div>
      ) : !enough ? (
        <p className="p-3 text-dim">The first funding booked starts this line: funding, costs and what is left.</p>
      ) : asTable ? (
        <ProfitTable series={series} />
      ) : (
        <ProfitChart series={series} />
      )}
      {enough && <Legend series={series} />}
    </Panel>
  );
}

function Legend({ series }: { readonly series: ProfitSeriesView }) {
  const last = series.points.at(-1);
  if (last === undefined) return null;
  const show = (text: string): string => formatAmount(text, 2, "always");
  return (
    <p className="flex flex-wrap gap-x-4 px-3 pb-2 text-label text-dim">
      <span>
        <span aria-hidden="true" className="gain">
          ━{" "}
        </span>
        funding {show(last.funding)}
      </span>
      <span>
        <span aria-hidden="true" className="loss">
          ━{" "}
        </span>
        costs {show(last.costs)}
      </span>
      <span>
        <span aria-hidden="true" className="text-info">
          ┅{" "}
        </span>
        price and basis {show(last.price)}
      </span>
      <span>
        <span aria-hidden="true" className="text-text">
          ━{" "}
        </span>
        net <b className="font-semibold text-text">{show(last.net)}</b> {series.asset}
      </span>
    </p>
  );
}

function ProfitTable({ series }: { readonly series: ProfitSeriesView }) {
  return (
    <div tabIndex={0} role="region" aria-label="Profit by cause, as a table" className="max-h-44 overflow-auto">
      <table className="w-full">
        <thead className="sticky top-0 bg-panel text-label text-faint">
          <tr>
            <th scope="col" className="px-3 py-1 text-left font-medium">
              Venue time, UTC
            </th>
            <th scope="col" className="px-3 py-1 text-right font-medium">
              Funding
            </th>
            <th scope="col" className="px-3 py-1 text-right font-medium">
              Costs
            </th>
            <th scope="col" className="px-3 py-1 text-right font-medium">
              Price, basis
            </th>
            <th scope="col" className="px-3 py-1 text-right font-medium">
              Net
            </th>
          </tr>
        </thead>
        <tbody>
          {series.points.toReversed().map((point) => (
            <tr key={point.venueTimeMs} className="border-t border-line text-right">
              <th scope="row" className="px-3 text-left font-normal text-dim">
                {formatUtcDate(point.venueTimeMs)} {formatUtcMinute(point.venueTimeMs)}
              </th>
              <td className="px-3">{formatAmount(point.funding, 2, "always")}</td>
              <td className="px-3">{formatAmount(point.costs, 2, "always")}</td>
              <td className="px-3">{formatAmount(point.price, 2, "always")}</td>
              <td className="px-3">{formatAmount(point.net, 2, "always")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
