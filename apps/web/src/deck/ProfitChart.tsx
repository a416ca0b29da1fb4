"use client";

import type { ProfitSeriesView } from "@evenkeel/api/views";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { formatNumber } from "../format/number.ts";
import { formatUtcDate } from "../format/time.ts";
import { useThemeVersion } from "../theme/useThemeVersion.ts";
import { resolveColor } from "../ui/resolveColor.ts";
import { CHART_HEIGHT } from "./chartHeight.ts";
import "uplot/dist/uPlot.min.css";

const FONT = "11px 'Inter Variable', sans-serif";

/** The one place where exact amounts become floats: pixels are not money. */
const dataOf = (series: ProfitSeriesView): uPlot.AlignedData => [
  series.points.map((point) => point.venueTimeMs / 1_000),
  series.points.map((point) => Number(point.funding)),
  series.points.map((point) => Number(point.costs)),
  series.points.map((point) => Number(point.net)),
];

function optionsOf(width: number): uPlot.Options {
  const [faint, line] = [resolveColor("--faint"), resolveColor("--line")];
  const axis = { stroke: faint, font: FONT, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  return {
    width,
    height: CHART_HEIGHT,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: true } },
    axes: [
      {
        ...axis,
        size: 24,
        space: 90,
        grid: { show: false },
        values: (_, at) => at.map((second) => formatUtcDate(second * 1_000).slice(0, -5)),
      },
      { ...axis, size: 44, space: 28, values: (_, at) => at.map((value) => formatNumber(value, 0)) },
    ],
    series: [
      {},
      { stroke: resolveColor("--gain"), width: 1.5, points: { show: false } },
      { stroke: resolveColor("--loss"), width: 1.5, points: { show: false } },
      { stroke: resolveColor("--text"), width: 2, points: { show: false } },
    ],
  };
}

export function ProfitChart({ series }: { readonly series: ProfitSeriesView }) {
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const latest = useRef(series);
  const themeVersion = useThemeVersion();

  useEffect(() => {
    latest.current = series;
    chart.current?.setData(dataOf(series));
  }, [series]);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const plot = new uPlot(optionsOf(element.clientWidth), dataOf(latest.current), element);
    chart.current = plot;
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: CHART_HEIGHT }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
      chart.current = null;
    };
  }, [themeVersion]);

  return (
    <div
      ref={frame}
      role="img"
      aria-label="Cumulative funding, costs and net; the same numbers are behind the Table button"
      style={{ height: CHART_HEIGHT }}
      className="w-full overflow-hidden"
    />
  );
}
