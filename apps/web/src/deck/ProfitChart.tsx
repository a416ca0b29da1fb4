"use client";

import type { ProfitSeriesView } from "@evenkeel/api/views";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { formatNumber } from "../format/number.ts";
import { formatAxisTime } from "../format/time.ts";
import { useThemeVersion } from "../theme/useThemeVersion.ts";
import { classes } from "../ui/classes.ts";
import { resolveColor } from "../ui/resolveColor.ts";
import { CHART_SIZE } from "./chartSize.ts";
import "uplot/dist/uPlot.min.css";

const FONT = "11px 'Inter Variable', sans-serif";

/** The one place where exact amounts become floats: pixels are not money. */
const dataOf = (series: ProfitSeriesView): uPlot.AlignedData => [
  series.points.map((point) => point.venueTimeMs / 1_000),
  series.points.map((point) => Number(point.funding)),
  series.points.map((point) => Number(point.costs)),
  series.points.map((point) => Number(point.price)),
  series.points.map((point) => Number(point.net)),
];

type Size = Pick<uPlot.Options, "width" | "height">;
const sizeOf = ({ clientWidth, clientHeight }: HTMLElement): Size => ({
  width: clientWidth,
  height: clientHeight,
});

function optionsOf(size: Size): uPlot.Options {
  const [faint, line] = [resolveColor("--faint"), resolveColor("--line")];
  const axis = { stroke: faint, font: FONT, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  return {
    ...size,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: true } },
    // Ticks fall on venue days, not on the reader's.
    tzDate: (second) => uPlot.tzDate(new Date(second * 1_000), "Etc/UTC"),
    axes: [
      {
        ...axis,
        size: 24,
        space: 90,
        grid: { show: false },
        values: (_, at) => at.map((second) => formatAxisTime(second * 1_000)),
      },
      { ...axis, size: 44, space: 28, values: (_, at) => at.map((value) => formatNumber(value, 0)) },
    ],
    series: [
      {},
      { stroke: resolveColor("--gain"), width: 1.5, points: { show: false } },
      { stroke: resolveColor("--loss"), width: 1.5, points: { show: false } },
      { stroke: resolveColor("--info"), width: 1, dash: [4, 3], points: { show: false } },
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
    const plot = new uPlot(optionsOf(sizeOf(element)), dataOf(latest.current), element);
    chart.current = plot;
    const resized = new ResizeObserver(() => plot.setSize(sizeOf(element)));
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
      aria-label="Cumulative funding, costs, price with basis, and net; the same numbers are behind the Table button"
      className={classes("w-full overflow-hidden", CHART_SIZE)}
    />
  );
}
