"use client";

import { HEAT_SETTLEMENTS, type HeatRow } from "@evenkeel/api/views";
import { useEffect, useRef, useState } from "react";
import { formatNumber, THIN } from "../format/number.ts";
import { useSection } from "../live/LiveDeck.tsx";
import { useThemeVersion } from "../theme/useThemeVersion.ts";
import { Button } from "../ui/Button.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Unknown } from "../ui/Unknown.tsx";
import { annualPercent } from "./annualPercent.ts";
import { paintHeat, ROW_HEIGHT } from "./paintHeat.ts";

/** As many as the engine usually sends. */
const ROWS_EXPECTED = 12;

export function Heat() {
  const rows = useSection("heat");
  const [asTable, setAsTable] = useState(false);
  const some = rows !== null && rows.length > 0;
  return (
    <Panel
      id="heat"
      title="Funding heat"
      note={`% a year, ${HEAT_SETTLEMENTS} settlements`}
      className="shrink-0"
      tools={
        some && (
          <Button tone="quiet" dense aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            Table
          </Button>
        )
      }
    >
      {rows === null ? (
        <div aria-hidden="true" className="px-3 py-2" style={{ height: ROW_HEIGHT * ROWS_EXPECTED + 13 }}>
          <div className="skeleton h-full" />
        </div>
      ) : !some ? (
        <p className="p-3 text-dim">Held and near symbols appear here with their last settlements.</p>
      ) : asTable ? (
        <HeatTable rows={rows} />
      ) : (
        <HeatCanvas rows={rows} />
      )}
    </Panel>
  );
}

/** The venue's name only beside a coin that stands there twice. */
const nameOf = ({ symbol, venue }: HeatRow, rows: readonly HeatRow[]): string =>
  rows.filter((row) => row.symbol === symbol).length > 1 ? `${symbol} ${venue}` : symbol;

function HeatCanvas({ rows }: { readonly rows: readonly HeatRow[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const themeVersion = useThemeVersion();
  useEffect(() => {
    const element = canvas.current?.parentElement;
    if (!element) return undefined;
    const resized = new ResizeObserver(() => setWidth(element.clientWidth));
    resized.observe(element);
    return () => resized.disconnect();
  }, []);
  useEffect(() => {
    if (canvas.current !== null && width > 0) paintHeat(canvas.current, rows, width);
  }, [rows, width, themeVersion]);
  return (
    <div className="flex gap-2 px-3 py-2">
      <ul aria-hidden="true" className="shrink-0 text-label text-dim">
        {rows.map((row) => (
          <li
            key={nameOf(row, rows)}
            className={row.held ? "font-semibold text-text" : ""}
            style={{ height: ROW_HEIGHT, lineHeight: `${ROW_HEIGHT}px` }}
          >
            {nameOf(row, rows)}
          </li>
        ))}
      </ul>
      <div className="min-w-0 flex-1">
        <canvas
          ref={canvas}
          role="img"
          aria-label="Funding a year by settlement, oldest left; the same numbers are behind the Table button"
          className="block h-full w-full"
        />
      </div>
    </div>
  );
}

function HeatTable({ rows }: { readonly rows: readonly HeatRow[] }) {
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label="Funding a year by settlement, as a table"
      className="max-h-56 overflow-auto"
    >
      <table className="text-label">
        <caption className="sr-only">Percent a year by settlement, newest first</caption>
        <tbody>
          {rows.map((row) => (
            <tr key={nameOf(row, rows)} className="border-t border-line">
              <th scope="row" className="sticky left-0 bg-panel px-3 py-0.5 text-left font-medium">
                {nameOf(row, rows)}{" "}
                <span className="font-normal text-faint">
                  {row.intervalHours}
                  {THIN}h
                </span>
              </th>
              {row.ratesBps.toReversed().map((rate, index) => (
                <td key={index} className="px-1.5 text-right">
                  {rate === null ? (
                    <Unknown why="too-little-history" />
                  ) : (
                    formatNumber(annualPercent(rate, row.intervalHours), 0, "always")
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
