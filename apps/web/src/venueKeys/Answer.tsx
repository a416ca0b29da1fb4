import type { Asked } from "./useVenueKeys.ts";

/** What became of a change, in a place that is read aloud when it comes. */
export function Answer({ asked }: { readonly asked: Asked | null }) {
  return (
    <div aria-live="polite" className="min-h-5">
      {asked?.kind === "done" && <p className="text-gain">Done: {asked.text}</p>}
      {asked?.kind === "refused" && <p className="text-danger">Refused: {asked.text}</p>}
      {asked?.kind === "unconfirmed" && (
        <p className="text-warn">No answer. It may have been done; asking again cannot do it twice.</p>
      )}
    </div>
  );
}
