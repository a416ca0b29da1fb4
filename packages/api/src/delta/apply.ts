import type { OverviewView } from "../views/index.ts";
import { applyDelta } from "./diff.ts";
import type { OverviewEnvelope } from "./envelope.ts";

export type Followed = { readonly view: OverviewView; readonly sequence: number };

/** null: a gap. The follower must ask again from nothing. */
export function follow(before: Followed | null, envelope: OverviewEnvelope): Followed | null {
  if (envelope.kind === "snapshot") return { view: envelope.body, sequence: envelope.sequence };
  if (before === null || envelope.sequence !== before.sequence + 1) return null;
  return { view: applyDelta(before.view, envelope.body), sequence: envelope.sequence };
}
