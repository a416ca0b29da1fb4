import type { Command } from "../exchange/command.ts";

/** What a fault does, and when, counted from its beginning in venue time. */
export interface Step {
  readonly afterMs: number;
  readonly command: Command;
}

export type Plan =
  | { readonly ok: true; readonly steps: readonly Step[]; readonly says: string }
  | { readonly ok: false; readonly problem: string };

export const unplanned = (problem: string): Plan => ({ ok: false, problem });
export const at = (afterMs: number, command: Command): Step => ({ afterMs, command });
