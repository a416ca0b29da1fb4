import type { ReactNode } from "react";
import { classes } from "./classes.ts";

export type ChipTone = "plain" | "gain" | "sea" | "warn";

const TONES: Readonly<Record<ChipTone, string>> = {
  plain: "border-edge text-dim bg-raised",
  gain: "border-gain text-gain",
  sea: "border-sea text-sea",
  warn: "border-warn text-warn",
};

export const Chip = ({ tone = "plain", children }: { readonly tone?: ChipTone; readonly children: ReactNode }) => (
  <span className={classes("inline-block rounded-[4px] border px-1.5 text-label leading-[18px]", TONES[tone])}>
    {children}
  </span>
);
