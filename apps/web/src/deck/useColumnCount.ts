"use client";

import { useSyncExternalStore } from "react";
import { COLUMN_COUNT, COLUMNS } from "./opportunityColumns.ts";

/** Tailwind's own breakpoints, for the one thing a class cannot say: how many columns a spanning cell spans. */
const QUERIES = { md: "(min-width: 48rem)", lg: "(min-width: 64rem)", xl: "(min-width: 80rem)" } as const;

const matches = (name: keyof typeof QUERIES): boolean => window.matchMedia(QUERIES[name]).matches;

/** With the verdict. A span wider than what is shown would take the room of a column nobody sees. */
const countShown = (): number => COLUMNS.filter(({ from }) => from === "always" || matches(from)).length + 1;

function subscribe(changed: () => void): () => void {
  const lists = Object.values(QUERIES).map((query) => window.matchMedia(query));
  for (const list of lists) list.addEventListener("change", changed);
  return () => {
    for (const list of lists) list.removeEventListener("change", changed);
  };
}

export const useColumnCount = (): number => useSyncExternalStore(subscribe, countShown, () => COLUMN_COUNT);
