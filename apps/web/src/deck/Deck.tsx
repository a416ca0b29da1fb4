"use client";

import { useLink } from "../live/LiveDeck.tsx";
import { classes } from "../ui/classes.ts";
import { Alerts } from "./Alerts.tsx";
import { Heat } from "./Heat.tsx";
import { Kpis } from "./Kpis.tsx";
import { Opportunities } from "./Opportunities.tsx";
import { Positions } from "./Positions.tsx";
import { Profit } from "./Profit.tsx";

/** Top to bottom: am I safe, am I earning, what is it doing and why. */
export function Deck() {
  const link = useLink();
  const aged = link.kind === "offline" || link.kind === "ended";
  return (
    <div className={classes("flex min-h-0 flex-1 flex-col gap-2 p-2", aged && "aged")}>
      <h1 className="sr-only">Deck</h1>
      <Kpis />
      <Positions />
      <div className="grid min-h-0 flex-1 gap-2 xl:min-h-[30rem] xl:grid-cols-[minmax(0,1fr)_26rem]">
        <Opportunities />
        <div className="flex min-h-0 flex-col gap-2">
          <Profit />
          <Heat />
          <Alerts />
        </div>
      </div>
    </div>
  );
}
