"use client";

import { formatBps } from "../format/number.ts";
import { chipOf } from "../format/words.ts";
import { useSection } from "../live/LiveDeck.tsx";
import { Chip } from "../ui/Chip.tsx";

/** No position is a decision too: the best that was refused, and by how much. */
export function WhyFlat() {
  const whyFlat = useSection("whyFlat");
  const counts = useSection("counts");
  const status = useSection("status");
  if (status !== null && status.killLevel !== "run")
    return (
      <p className="p-3 text-dim">
        <b className="mr-3 font-semibold text-text">Why flat</b>
        {`${status.killLevel.toUpperCase()} is on: no entries until somebody resumes.`}
      </p>
    );
  if (whyFlat === null)
    return <p className="p-3 text-dim">No pair is open. The first appears here when a candidate clears every rule.</p>;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 p-3">
      <b className="font-semibold">Why flat</b>
      <span className="text-text">{whyFlat.text}.</span>
      <span className="flex items-center gap-2 text-faint">
        <Chip tone="warn">{chipOf(whyFlat.reason)}</Chip>
        {whyFlat.netBps !== null && `net ${formatBps(whyFlat.netBps, 0, "always")} over 14 days`}
      </span>
      {counts !== null && (
        <span className="text-faint">{counts.watched} symbols are watched; flat is a position too.</span>
      )}
    </div>
  );
}
