"use client";

import type { EngineState, EngineStatusView } from "@evenkeel/api/views";
import Link from "next/link";
import { useDesk } from "../command/OrderDesk.tsx";
import { useLink, useSection } from "../live/LiveDeck.tsx";
import { Button } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { LinkNotice } from "./LinkNotice.tsx";
import { sentence } from "./sentence.ts";
import { VenueClock } from "./VenueClock.tsx";

const STATES: Readonly<Record<EngineState, { readonly word: string; readonly dot: string }>> = {
  starting: { word: "Starting", dot: "bg-info" },
  reconciling: { word: "Reconciling", dot: "bg-info" },
  running: { word: "Running", dot: "bg-gain" },
  frozen: { word: "Frozen", dot: "bg-warn" },
  reducing: { word: "Reducing", dot: "bg-warn" },
  flattening: { word: "Flattening", dot: "bg-danger" },
  halted: { word: "HALTED", dot: "bg-on-danger" },
};

/** What FLATTEN becomes when it has had its time and no venue confirms it. */
const NOT_FLAT = { word: "HALTED, NOT FLAT", dot: "bg-on-danger" };
/** What FLATTEN and REDUCE become once the venue has said so. */
const FLAT = { word: "Flat", dot: "bg-gain" };

/** One line that answers: am I safe, what is it doing, and why. */
export function StatusStrip() {
  const status = useSection("status");
  const link = useLink();
  const halted = status?.state === "halted" || status?.flatProof.overdue === true;
  return (
    <>
      <div
        role="status"
        data-state={status?.state}
        className={classes(
          "flex min-h-9 max-sm:min-h-[3.65rem] flex-wrap items-center gap-x-3 gap-y-0.5 border-b px-3 py-1.5 md:px-4",
          halted ? "border-transparent bg-(--danger-fill) text-on-danger" : "border-line bg-panel",
        )}
      >
        {status === null ? <Waiting /> : <Words status={status} aged={link.kind !== "live"} />}
      </div>
      <LinkNotice />
    </>
  );
}

function Waiting() {
  return <span className="text-dim">Looking for the engine…</span>;
}

function Words({ status, aged }: { readonly status: EngineStatusView; readonly aged: boolean }) {
  const desk = useDesk();
  const flat = status.flatProof.kind === "flat";
  const { overdue } = status.flatProof;
  const look = overdue ? NOT_FLAT : flat ? FLAT : STATES[status.state];
  const stopped = status.killLevel !== "run" || status.state === "halted";
  const leaving = status.state === "flattening" || status.state === "reducing";
  return (
    <>
      <span className={classes("flex items-center gap-2 font-semibold", aged && "aged")}>
        <span aria-hidden="true" className={classes("h-2 w-2 rounded-full", look.dot)} />
        {look.word}
      </span>
      <span
        className={classes(
          "min-w-0 flex-1 basis-64",
          // What stops it is long: on a phone it has a line of its own, below the word and the buttons.
          status.stopped !== null && "max-sm:order-last max-sm:basis-full",
          aged && "aged",
        )}
      >
        {sentence(status)}
        {status.stopped !== null && <b className="ml-2 font-semibold">{status.stopped.remedy}</b>}
        {leaving && !flat && !overdue && <span className="ml-2 text-dim">{status.flatProof.text}</span>}
      </span>
      {(status.state === "halted" || status.stopped?.code === "unexplained") && (
        <Link href="/review" className="rounded-control border border-current px-2 text-label hover:opacity-80">
          Review…
        </Link>
      )}
      {overdue && (
        <Link href="/sheet" className="rounded-control border border-current px-2 text-label hover:opacity-80">
          Sheet…
        </Link>
      )}
      {stopped && desk.may("resume") && (
        <Button dense onClick={() => desk.ask({ kind: "resume" })}>
          Resume…
        </Button>
      )}
      <VenueClock />
    </>
  );
}
