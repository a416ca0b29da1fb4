import type { VenueKeyView } from "@evenkeel/api/client";
import type { ChipTone } from "../ui/Chip.tsx";

export type Word = { readonly text: string; readonly tone: ChipTone };

export const STATE_WORDS: Readonly<Record<VenueKeyView["state"], Word>> = {
  "in-use": { text: "in use", tone: "gain" },
  "next-start": { text: "from the next start", tone: "sea" },
  leaving: { text: "in use until the next start", tone: "warn" },
  retired: { text: "retired", tone: "plain" },
};

const PERMISSION_WORDS: Readonly<Record<VenueKeyView["permissions"], Word>> = {
  trade: { text: "may trade", tone: "gain" },
  "read-only": { text: "may not trade", tone: "warn" },
  "may-move-funds-out": { text: "may move money out", tone: "warn" },
  unknown: { text: "not looked at yet", tone: "plain" },
};

/** What a key may do and from where, as far as the venue has said. */
export function permissionWords({ permissions, ipRestricted }: VenueKeyView): readonly Word[] {
  const may = PERMISSION_WORDS[permissions];
  if (ipRestricted === null) return [may];
  return [may, ipRestricted ? { text: "own addresses only", tone: "plain" } : { text: "any address", tone: "warn" }];
}
