import type { SheetView } from "@evenkeel/api/views";
import { formatDuration, formatUtcDate, formatUtcMinute } from "../format/time.ts";
import { PrintButton } from "./PrintButton.tsx";
import { VenueSheet } from "./VenueSheet.tsx";

const at = (ms: number): string => `${formatUtcDate(ms)} ${formatUtcMinute(ms)} UTC`;

/** Plain HTML throughout: a printed page and a browser without script show the same. */
export function Sheet({ view }: { readonly view: SheetView | null }) {
  if (view === null)
    return (
      <div role="alert" className="rounded-panel border border-danger bg-panel px-3 py-2">
        <p className="text-danger">Neither the engine nor the database answers.</p>
        <p>
          On the machine itself, <code className="font-mono">npm run evenkeel -- sheet</code> reads the database even
          when nothing else runs. At the venue, close the perpetuals first, then sell the coins.
        </p>
      </div>
    );
  return (
    <>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <Origin view={view} />
          <p className="text-dim">
            If Evenkeel still runs, press Flatten first and do by hand only what it cannot. Quantities are in the units
            of the venue's own page.
          </p>
        </div>
        <PrintButton />
      </div>
      {view.venues.length === 0 && <p>No venue was ever used: there is nothing to do.</p>}
      {view.venues.map((venue) => (
        <VenueSheet key={venue.venue} venue={venue} madeAtMs={view.madeAtMs} />
      ))}
    </>
  );
}

/** Whose word it is, and how old it was when this was made. */
function Origin({ view: { madeAtMs, source, booksAtMs, world } }: { readonly view: SheetView }) {
  const age = booksAtMs === null ? "empty books" : `books ${formatDuration(Math.max(0, madeAtMs - booksAtMs))} old`;
  return (
    <>
      <p>
        Made <time dateTime={new Date(madeAtMs).toISOString()}>{at(madeAtMs)}</time>
        {world === null ? "" : ` of SIMULATION, ${world}`}; {age}.
      </p>
      {source === "database" && (
        <p role="alert" className="my-1 rounded-control border border-danger px-3 py-2 font-medium text-danger">
          The engine does not answer. This is from the database alone, as of{" "}
          {booksAtMs === null ? "no moment at all" : at(booksAtMs)}: compare every number with the venue before you
          trade.
        </p>
      )}
    </>
  );
}
