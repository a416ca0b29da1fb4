"use client";

import type { VenueHealthView } from "@evenkeel/api/views";
import { useId, useState } from "react";
import { formatNumber, THIN } from "../format/number.ts";
import { classes } from "../ui/classes.ts";
import { Tip } from "../ui/Tip.tsx";
import { type Health, venuesOf } from "./venueHealth.ts";

const DOTS = { up: "bg-gain", degraded: "bg-warn", down: "bg-danger" } as const;
const WORDS = { up: "ok", degraded: "degraded", down: "down" } as const;

/** A line for each venue; what is not well stands beside it unasked, the rest behind its name. */
export function Venues({ families }: { readonly families: readonly VenueHealthView[] }) {
  const [open, setOpen] = useState<string | null>(null);
  const list = useId();
  return venuesOf(families).map((venue) => {
    const opened = open === venue.name;
    const shown = opened
      ? venue.families
      : venue.families.filter(({ lastError, state }) => lastError !== null || state !== "up");
    return (
      <div key={venue.name} className={classes("contents", opened && "max-md:block")}>
        <button
          type="button"
          aria-expanded={opened}
          aria-controls={opened ? `${list}-${venue.name}` : undefined}
          onClick={() => setOpen(opened ? null : venue.name)}
          className="rounded-[3px] hover:text-text"
        >
          <span aria-hidden="true">{opened ? "▾" : "▸"} </span>
          <Line name={venue.name} health={venue} most={venue.families.length > 1} />
        </button>
        {shown.length > 0 && (
          <ul
            id={`${list}-${venue.name}`}
            aria-label={`${venue.name} by kind of call`}
            className="flex flex-wrap gap-x-5 gap-y-1"
          >
            {shown.map((family) => (
              <li key={family.id}>
                <Family family={family} />
              </li>
            ))}
          </ul>
        )}
      </div>
    );
  });
}

function Line(props: { readonly name: string; readonly health: Health; readonly most?: boolean }) {
  const { state, messagesPerSecond, weightPercent, clockOffsetMs } = props.health;
  const parts = [
    WORDS[state],
    messagesPerSecond === null ? null : `${formatNumber(messagesPerSecond, 0)}/s`,
    weightPercent === null ? null : `weight ${props.most ? "≤ " : ""}${formatNumber(weightPercent, 0)}${THIN}%`,
    clockOffsetMs === null ? null : `clock ${formatNumber(clockOffsetMs, 0, "always")}${THIN}ms`,
  ];
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden="true" className={classes("h-1.5 w-1.5 rounded-full", DOTS[state])} />
      <b className="font-medium text-dim">{props.name}</b> {parts.filter((part) => part !== null).join(" · ")}
    </span>
  );
}

function Family({ family }: { readonly family: VenueHealthView }) {
  const line = <Line name={family.label} health={family} />;
  if (family.lastError === null) return line;
  return (
    <Tip text={`Last error: ${family.lastError}`}>
      <button type="button" className="cursor-help rounded text-warn">
        {line}
      </button>
    </Tip>
  );
}
