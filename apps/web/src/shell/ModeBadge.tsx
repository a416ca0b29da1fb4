"use client";

import { useSection } from "../live/LiveDeck.tsx";
import { classes } from "../ui/classes.ts";

const LOOKS = {
  SIMULATION: "border-dashed border-warn text-warn",
  PAPER: "border-solid border-info text-info",
  LIVE: "border-solid border-text text-text",
} as const;

/** Which money this is. Always there, in words, shape and colour. */
export function ModeBadge() {
  const status = useSection("status");
  if (status === null) return <span className="skeleton h-5 w-24" aria-hidden="true" />;
  const { mode, world, speed } = status;
  return (
    <span
      data-mode={mode}
      className={classes(
        "rounded-[4px] border px-2 text-[11px] leading-[18px] font-semibold tracking-wider whitespace-nowrap",
        LOOKS[mode],
      )}
    >
      {mode}
      {world !== null && ` · ${world.toUpperCase()} ×${speed}`}
    </span>
  );
}
