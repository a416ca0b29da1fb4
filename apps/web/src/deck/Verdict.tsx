"use client";

import type { OpportunityView } from "@evenkeel/api/views";
import { chipOf, reasonText } from "../format/words.ts";
import { Chip, type ChipTone } from "../ui/Chip.tsx";

const STANCES: Readonly<Record<OpportunityView["stance"], readonly [word: string | null, tone: ChipTone]>> = {
  entering: ["entering", "gain"],
  held: ["held", "sea"],
  queued: ["queued", "gain"],
  clear: ["clears", "gain"],
  rejected: [null, "plain"],
  quarantined: ["quarantined", "warn"],
};

/** What was decided, and the numbers that decided it. */
export function Verdict({ row }: { readonly row: OpportunityView }) {
  const [word, tone] = STANCES[row.stance];
  const [reason] = row.reasons;
  const text = row.progress ?? (reason === undefined ? null : reasonText(reason));
  return (
    <>
      <Chip tone={tone}>{word ?? (reason === undefined ? row.stance : chipOf(reason))}</Chip>{" "}
      {text !== null && (
        <span className="ml-1 text-faint max-sm:ml-0 max-sm:block max-sm:truncate max-sm:text-label">{text}</span>
      )}
    </>
  );
}
