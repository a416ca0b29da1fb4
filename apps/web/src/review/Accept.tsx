"use client";

import type { VenueReviewView } from "@evenkeel/api/client";
import { useId, useState } from "react";
import { useLink } from "../live/LiveDeck.tsx";
import { Button } from "../ui/Button.tsx";
import { BOOKINGS, type BookAs } from "./words.ts";

/** The owner says what the money was before anything is booked: neither answer is given for them. */
export function Accept(props: {
  readonly venue: VenueReviewView;
  readonly onAccept: (print: string, as: BookAs) => void;
}) {
  const { venue, onAccept } = props;
  const live = useLink().kind === "live";
  const [as, setAs] = useState<BookAs | null>(null);
  const name = useId();
  const { print, waits } = venue;
  const ready = live && waits === null && as !== null && print !== null;
  return (
    <div className="grid gap-2 border-t border-line px-3 py-3">
      <fieldset className="grid gap-2 md:grid-cols-2">
        <legend className="mb-1.5 font-medium">What was it?</legend>
        {BOOKINGS.map(({ as: value, label, note }) => (
          <div
            key={value}
            className="relative flex items-start gap-2.5 rounded-control border border-edge px-3 py-2 has-checked:border-sea has-checked:bg-raised"
          >
            <input
              id={`${name}-${value}`}
              type="radio"
              name={name}
              value={value}
              checked={as === value}
              onChange={() => setAs(value)}
              aria-describedby={`${name}-${value}-note`}
              className="mt-1 accent-(--sea)"
            />
            <div>
              {/* The whole card is the label's. */}
              <label htmlFor={`${name}-${value}`} className="cursor-pointer font-medium after:absolute after:inset-0">
                {label}
              </label>
              <p id={`${name}-${value}-note`} className="text-dim">
                {note}
              </p>
            </div>
          </div>
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center justify-end gap-x-3 gap-y-2 max-md:*:w-full">
        <p aria-live="polite" className="min-w-0 flex-1 basis-60 text-dim">
          {waits?.text ?? "You are asked to confirm that it is you. Everything is kept in the audit, both sides of it."}
        </p>
        <Button tone="primary" className="max-md:h-11" disabled={!ready} onClick={() => ready && onAccept(print, as)}>
          Accept {venue.label}'s word…
        </Button>
      </div>
    </div>
  );
}
