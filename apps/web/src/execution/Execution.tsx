"use client";

import type { LegRiskFigures, LegRiskView } from "@evenkeel/api/client";
import { useState } from "react";
import { useLink, useSection } from "../live/LiveDeck.tsx";
import { QueryState } from "../settings/QueryState.tsx";
import { Button } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { FigureStripSkeleton } from "../ui/FigureStrip.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Alone } from "./Alone.tsx";
import { Doors } from "./Doors.tsx";
import { Orders } from "./Orders.tsx";
import { Paid } from "./Paid.tsx";
import { SUMMARY_LOOK, Summary } from "./Summary.tsx";
import { PERIODS, type Period, useLegRisk } from "./useExecution.ts";
import { momentOf } from "./words.ts";

/** What executing cost and how exposed it was: of everything, of each venue, of each run, and of each order. */
export function Execution() {
  const [period, setPeriod] = useState<Period>("day");
  const legRisk = useLegRisk(period);
  const live = useLink().kind === "live";
  const { data } = legRisk;
  return (
    <div className="flex flex-col gap-2 p-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-1">
        <h1 className="text-[17px] font-semibold">Execution</h1>
        <Periods period={period} onChoose={setPeriod} />
        <p className="min-w-0 text-label text-faint">
          {data !== undefined && `Since ${momentOf(data.sinceMs)} UTC, wall time. `}
          <Source />
        </p>
      </div>
      {data !== undefined ? (
        <>
          {legRisk.isError && <QueryState query={legRisk} />}
          <div
            aria-busy={legRisk.isPlaceholderData}
            className={classes(
              "flex flex-col gap-2",
              (!live || legRisk.isError || legRisk.isPlaceholderData) && "aged",
            )}
          >
            <Figures view={data} />
          </div>
        </>
      ) : live && legRisk.isPending ? (
        <Skeleton />
      ) : (
        <Panel id="alone" title="Legs standing alone">
          {live ? (
            <QueryState query={legRisk} />
          ) : (
            <p className="p-3 text-warn">The engine is out of sight. What it measured is shown when it is back.</p>
          )}
        </Panel>
      )}
      <Orders />
    </div>
  );
}

function Periods({ period, onChoose }: { readonly period: Period; readonly onChoose: (period: Period) => void }) {
  return (
    <div role="group" aria-label="Since when" className="flex gap-1">
      {(Object.keys(PERIODS) as Period[]).map((each) => (
        <Button
          key={each}
          dense
          tone={each === period ? "plain" : "quiet"}
          aria-pressed={each === period}
          onClick={() => onChoose(each)}
        >
          {PERIODS[each][0]}
        </Button>
      ))}
    </div>
  );
}

/** Whose book and whose delays these numbers are of. */
function Source() {
  const status = useSection("status");
  if (status === null) return null;
  const halted = status.state === "halted" ? " Halted: only what closes is added." : "";
  switch (status.mode) {
    case "SIMULATION":
      return `Of a simulated exchange on this machine: its books and its delays are not a live venue's.${halted}`;
    case "PAPER":
      return `Paper: fills are what the book would have given; nothing was sent.${halted}`;
    case "LIVE":
      return halted.trim();
  }
}

const happened = ({ orders, windows }: LegRiskFigures): boolean => orders > 0 || windows > 0;

function Figures({ view }: { readonly view: LegRiskView }) {
  const asset = useSection("kpis")?.asset ?? "quote";
  if (!happened(view.all))
    return (
      <Panel id="alone" title="Legs standing alone">
        <p className="p-3 text-dim">
          No order was decided in this time. With the first pair this page shows how long a leg waited for its
          counterpart, what the orders paid against the middle of the book, and how long each door took.
        </p>
      </Panel>
    );
  return (
    <>
      <Summary of={view.all} asset={asset} />
      <Alone view={view} asset={asset} />
      <div className="grid gap-2 xl:grid-cols-[minmax(0,1fr)_minmax(26rem,auto)] wide:grid-cols-[minmax(0,1fr)_40rem]">
        <Paid view={view} asset={asset} />
        <Doors of={view.all} />
      </div>
    </>
  );
}

/** As tall as what comes. */
const Skeleton = () => (
  <>
    <FigureStripSkeleton count={6} {...SUMMARY_LOOK} />
    {["h-64", "h-44"].map((height) => (
      <div key={height} aria-hidden="true" className="rounded-panel border border-line bg-panel p-3">
        <div className={classes("skeleton", height)} />
      </div>
    ))}
  </>
);
