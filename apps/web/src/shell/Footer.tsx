"use client";

import type { FooterView, TicksView } from "@evenkeel/api/views";
import { formatNumber, THIN } from "../format/number.ts";
import { useLink, useSection } from "../live/LiveDeck.tsx";
import { classes } from "../ui/classes.ts";
import { Tip } from "../ui/Tip.tsx";
import { Unknown } from "../ui/Unknown.tsx";
import { Venues } from "./Venues.tsx";

/** The engine room: venues, clock, speed, journal. */
export function Footer() {
  const venues = useSection("venues");
  const footer = useSection("footer");
  const link = useLink();
  if (venues === null || footer === null)
    return <footer className="border-t border-line bg-panel px-3 py-1.5 text-label">{"\u00a0"}</footer>;
  return (
    <footer
      aria-label="Engine room"
      className={classes(
        "flex flex-wrap items-center gap-x-5 gap-y-1 border-t border-line bg-panel px-3 py-1.5 text-label text-faint md:px-4",
        link.kind !== "live" && "aged",
      )}
    >
      <Venues families={venues} />
      <Numbers footer={footer} />
    </footer>
  );
}

const Micros = ({ value, unit }: { readonly value: number | null; readonly unit: string }) =>
  value === null ? <Unknown why="not-measured" /> : `${formatNumber(value, 1)}${THIN}${unit}`;

function Numbers({ footer }: { readonly footer: FooterView }) {
  const { auditChained } = footer;
  return (
    <>
      <span className="whitespace-nowrap">
        <b className="font-medium text-dim">decision</b> p50 <Micros value={footer.decisionMicrosP50} unit="µs" /> · p99{" "}
        <Micros value={footer.decisionMicrosP99} unit="µs" />
      </span>
      <span className="whitespace-nowrap">
        <b className="font-medium text-dim">commit</b> p99 <Micros value={footer.commitMsP99} unit="ms" />
      </span>
      <span className="whitespace-nowrap">
        <b className="font-medium text-dim">sequence</b> {formatNumber(footer.sequence, 0)}
      </span>
      <Ticks ticks={footer.ticks} />
      <span className={classes("whitespace-nowrap", auditChained === false && "text-danger")}>
        <b className="font-medium text-dim">audit</b>{" "}
        {auditChained === null ? <Unknown why="not-measured" /> : auditChained ? "chained" : "BROKEN"}
      </span>
    </>
  );
}

/** Market data on its way to the database: every dropped row is shown. */
function Ticks({ ticks }: { readonly ticks: TicksView }) {
  if (ticks.state === "off") return null;
  const text = (
    <>
      <b className="font-medium text-dim">ticks</b>{" "}
      {ticks.state === "on" ? null : <span className="text-warn">{ticks.state} · </span>}
      {ticks.perSecond === null ? <Unknown why="not-measured" /> : `${formatNumber(ticks.perSecond, 0)}/s`} ·{" "}
      <span className={classes(ticks.dropped > 0 && "text-warn")}>{formatNumber(ticks.dropped, 0)} dropped</span>
    </>
  );
  if (ticks.reason === null) return <span className="whitespace-nowrap">{text}</span>;
  return (
    <Tip text={ticks.reason}>
      <button type="button" className="cursor-help whitespace-nowrap rounded">
        {text}
      </button>
    </Tip>
  );
}
