"use client";

import type { ReviewView, VenueReviewView } from "@evenkeel/api/client";
import { useState } from "react";
import { useDesk } from "../command/OrderDesk.tsx";
import { formatExact } from "../format/number.ts";
import { useLink } from "../live/LiveDeck.tsx";
import { QueryState } from "../settings/QueryState.tsx";
import { Button } from "../ui/Button.tsx";
import { Panel } from "../ui/Panel.tsx";
import { AcceptDialog } from "./AcceptDialog.tsx";
import { TakeBack } from "./TakeBack.tsx";
import { useReview } from "./useReview.ts";
import { VenueReview } from "./VenueReview.tsx";
import type { BookAs } from "./words.ts";

/** Both sides of everything the books and the venues disagree about, and taking the venue's word for it. */
export function Review() {
  const review = useReview();
  const live = useLink().kind === "live";
  if (review.data === undefined) {
    return (
      <Panel id="review" title="Books and venues">
        {live ? (
          <QueryState query={review} />
        ) : (
          <p className="p-3 text-warn">The engine is out of sight. What it compares is shown when it is back.</p>
        )}
      </Panel>
    );
  }
  return <Compared view={review.data} aged={!live || review.isError} />;
}

type Asked = { readonly venue: VenueReviewView; readonly print: string; readonly as: BookAs };

function Compared({ view, aged }: { readonly view: ReviewView; readonly aged: boolean }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <>
      <Summary view={view} />
      {view.venues.length === 0 && (
        <Panel id="review" title="Books and venues">
          <p className="p-3 text-dim">
            Nothing was compared yet: the engine is reading the markets. Each venue appears here with its first account
            read.
          </p>
        </Panel>
      )}
      {view.venues.map((venue) => (
        <VenueReview
          key={venue.venue}
          venue={venue}
          aged={aged}
          onAccept={(print, as) => setAsked({ venue, print, as })}
        />
      ))}
      {view.outside.length > 0 && <Outside rows={view.outside} />}
      {asked !== null && (
        <AcceptDialog
          {...asked}
          printNow={view.venues.find(({ venue }) => venue === asked.venue.venue)?.print ?? null}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

/** Accepted once as somebody else's, or an order that came while running. */
function Outside({ rows }: { readonly rows: ReviewView["outside"] }) {
  return (
    <Panel
      id="review-outside"
      title="At the venues and not ours"
      note="neither guarded nor closed by us; no new risk there"
    >
      <ul>
        {rows.map(({ venue, label, symbol, held, order, accepted }) => (
          <li
            key={`${venue}/${symbol}/${order}`}
            className="flex flex-wrap items-center gap-x-3 border-b border-line px-3 py-1.5 last:border-0"
          >
            <span className="font-medium">{symbol}</span>
            <span className="text-dim">
              {label}
              {accepted && ", on file"}
            </span>
            <span className="ml-auto break-words">
              {held === null ? `open order ${order}` : `position of ${formatExact(held)}`}
            </span>
            {order !== null && <TakeBack venue={venue} label={label} order={order} />}
          </li>
        ))}
      </ul>
      <p className="border-t border-line px-3 py-2 text-dim">
        A position that is half of a pair made by hand can be adopted:{" "}
        <code className="font-mono">npm run evenkeel -- adopt --help</code>
      </p>
    </Panel>
  );
}

/** What stands still because of it, and what may be done about it. */
function Summary({ view }: { readonly view: ReviewView }) {
  const desk = useDesk();
  const apart = view.venues.some(({ standing }) => standing === "differs");
  if (view.halted === null)
    return (
      <p className="text-dim" role="status">
        {apart
          ? "New risk waits at the venue that differs; open pairs stay guarded. Undo at the venue what was done there by hand, or accept its word."
          : "Compared at every start, after every reconnect and each minute. Whatever differs appears here with both sides, and new risk stops until it is settled."}
      </p>
    );
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-3 rounded-panel border border-danger bg-panel px-3 py-2"
    >
      <p className="min-w-0 flex-1 basis-72">
        <b className="font-semibold text-danger">Halted for review.</b>{" "}
        {apart
          ? "No new risk. What is not in dispute stays guarded, and a pair can still be closed by hand. Undo at the venue what was done there, or accept its word."
          : "Nothing differs any more: resuming lifts the halt."}
      </p>
      {!apart && desk.may("resume") && <Button onClick={() => desk.ask({ kind: "resume" })}>Resume…</Button>}
    </div>
  );
}
