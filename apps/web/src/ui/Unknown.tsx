"use client";

import { unknownText } from "../format/words.ts";
import { Tip } from "./Tip.tsx";

/** What is not known is a question mark with its reason: never zero, never a dash. */
export function Unknown({ why }: { readonly why: string | null }) {
  const text = unknownText(why);
  return (
    <Tip text={text}>
      <button
        type="button"
        aria-label={text}
        className="cursor-help rounded px-1 text-faint underline decoration-dotted underline-offset-2"
      >
        ?
      </button>
    </Tip>
  );
}
