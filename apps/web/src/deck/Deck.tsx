"use client";

import { useLink } from "../live/LiveDeck.tsx";
import { classes } from "../ui/classes.ts";
import { Alerts } from "./Alerts.tsx";
import { Heat } from "./Heat.tsx";
import { Kpis } from "./Kpis.tsx";
import { Opportunities } from "./Opportunities.tsx";
import { Positions } from "./Positions.tsx";
import { Profit } from "./Profit.tsx";
import { Risk } from "./Risk.tsx";

/** One column, then two; on a large desk the second begins beside the positions, on a wall it is two itself. */
const GRID = classes(
  "grid min-h-0 flex-1 gap-2",
  "xl:grid-cols-[minmax(0,1fr)_26rem] xl:grid-rows-[auto_minmax(30rem,1fr)]",
  "wide:grid-cols-[minmax(0,1fr)_40rem] wall:grid-cols-[minmax(0,6fr)_minmax(0,5fr)]",
);
const SIDE = classes(
  "flex min-h-0 min-w-0 flex-col gap-2 wide:col-start-2 wide:row-span-2 wide:row-start-1",
  "wall:grid wall:grid-cols-2 wall:grid-rows-[auto_minmax(0,1fr)] wall:*:last:col-span-2",
);

/** Top to bottom: am I safe, am I earning, what is it doing and why. */
export function Deck() {
  const link = useLink();
  const aged = link.kind === "offline" || link.kind === "ended";
  return (
    <div className={classes("flex min-h-0 flex-1 flex-col gap-2 p-2", aged && "aged")}>
      <h1 className="sr-only">Deck</h1>
      <Kpis />
      <div className={GRID}>
        <div className="min-w-0 xl:col-span-2 wide:col-span-1">
          <Positions />
        </div>
        <div className="flex min-h-0 min-w-0 flex-col gap-2">
          <Risk />
          <Opportunities />
        </div>
        <div className={SIDE}>
          <Profit />
          <Heat />
          <Alerts />
        </div>
      </div>
    </div>
  );
}
