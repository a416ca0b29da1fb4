"use client";

import { roleSuffices } from "@evenkeel/api/caller";
import type { VenueReviewView } from "@evenkeel/api/client";
import { useDesk } from "../command/OrderDesk.tsx";
import { formatDuration } from "../format/time.ts";
import { useNow } from "../live/useNow.ts";
import { Chip } from "../ui/Chip.tsx";
import { classes } from "../ui/classes.ts";
import { Panel } from "../ui/Panel.tsx";
import { Accept } from "./Accept.tsx";
import { DifferenceTable } from "./DifferenceTable.tsx";
import type { BookAs } from "./words.ts";

const PACE_MS = 1_000;
const STANDING = {
  agrees: ["agrees", "gain"],
  differs: ["differs", "warn"],
  unread: ["not compared yet", "plain"],
} as const;

export function VenueReview(props: {
  readonly venue: VenueReviewView;
  readonly aged: boolean;
  readonly onAccept: (print: string, as: BookAs) => void;
}) {
  const { venue, aged } = props;
  const { role } = useDesk();
  const now = useNow(PACE_MS);
  const [word, tone] = STANDING[venue.standing];
  const { readAtMs, readFailures } = venue;
  const ageMs = readAtMs === null || now === 0 ? null : Math.max(0, now - readAtMs);
  const read = readAtMs === null ? "not read yet" : `read ${ageMs === null ? "…" : `${formatDuration(ageMs)} ago`}`;
  return (
    <Panel
      id={`review-${venue.venue}`}
      title={venue.label}
      note={readFailures === 0 ? read : `${read}; ${readFailures} reads failed since`}
      tools={<Chip tone={tone}>{word}</Chip>}
      className={classes(aged && "aged")}
    >
      {venue.standing === "differs" ? (
        <>
          <DifferenceTable venue={venue} now={now} />
          {roleSuffices(role, "admin") ? (
            <Accept venue={venue} onAccept={props.onAccept} />
          ) : (
            <p className="px-3 py-2 text-dim">An admin can have the venue's word booked, and is asked to confirm it.</p>
          )}
        </>
      ) : (
        <p className="px-3 py-3 text-dim">
          {venue.standing === "agrees"
            ? "Every balance, position and open order is the same on both sides, to the last digit."
            : (venue.waits?.text ?? "Not compared yet.")}
        </p>
      )}
    </Panel>
  );
}
