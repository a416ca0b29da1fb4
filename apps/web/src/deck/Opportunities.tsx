"use client";

import { useDeferredValue, useMemo, useState } from "react";
import { formatNumber } from "../format/number.ts";
import { useSection } from "../live/LiveDeck.tsx";
import { TABLE_FILTER_ID } from "../shell/tableFilter.ts";
import { classes } from "../ui/classes.ts";
import { Panel } from "../ui/Panel.tsx";
import { OpportunityTable } from "./OpportunityTable.tsx";
import { arrangeRows, countTaken, DEFAULT_SORT, type Sort, type View } from "./opportunityRows.ts";

const VIEWS: readonly (readonly [view: View, label: string])[] = [
  ["all", "All"],
  ["taken", "Taken"],
  ["rejected", "Refused"],
  ["quarantined", "Quarantined"],
];

export function Opportunities() {
  const rows = useSection("opportunities");
  const counts = useSection("counts");
  const [sort, setSort] = useState<Sort>(DEFAULT_SORT);
  const [view, setView] = useState<View>("all");
  const [typed, setTyped] = useState("");
  const filter = useDeferredValue(typed);
  const shown = useMemo(
    () => (rows === null ? null : arrangeRows(rows, { sort, view, filter })),
    [rows, sort, view, filter],
  );
  const pinned = shown !== null && countTaken(shown, sort) > 0 ? " · taken ones first" : "";
  const note =
    counts === null
      ? undefined
      : `${formatNumber(counts.watched, 0)} watched · ${counts.clearing} clear the bar · ${counts.quarantined} quarantined${pinned}`;
  return (
    <Panel
      id="opportunities"
      title="Opportunities"
      note={note}
      className="h-[34rem] min-h-0 xl:h-auto xl:flex-1"
      tools={
        <>
          <div role="group" aria-label="Which" className="flex max-sm:hidden">
            {VIEWS.map(([option, label]) => (
              <button
                key={option}
                type="button"
                aria-pressed={view === option}
                onClick={() => setView(option)}
                className={classes(
                  "rounded-[4px] px-2 text-label leading-5",
                  view === option ? "bg-raised text-text" : "text-faint hover:text-text",
                )}
              >
                {label}
              </button>
            ))}
          </div>
          <input
            id={TABLE_FILTER_ID}
            type="search"
            aria-label="Filter opportunities by symbol, venue or verdict"
            placeholder="Filter  /"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
            className="w-28 rounded-[4px] border border-edge bg-bg px-2 text-label leading-5 placeholder:text-faint"
          />
        </>
      }
    >
      {shown === null ? (
        <div aria-hidden="true" className="grid gap-2.5 p-3">
          {Array.from({ length: 10 }, (_, row) => (
            <span key={row} className="skeleton h-4" />
          ))}
        </div>
      ) : shown.length === 0 ? (
        <p className="p-3 text-dim">
          {rows?.length === 0
            ? "No candidate yet. They appear as soon as a venue has sent prices and funding history."
            : "Nothing here matches. Clear the filter to see all."}
        </p>
      ) : (
        <OpportunityTable rows={shown} sort={sort} onSort={setSort} />
      )}
    </Panel>
  );
}
