import { type Config, type ConfigChange, configChanges } from "@evenkeel/core/events";
import { keyAt } from "./keys.ts";
import { findNotices, type Notice } from "./notices.ts";

/** `loosen` lets more risk through than before, or may; it takes an admin who proved who they are. */
export type Tendency = "tighten" | "loosen";

export type Assessment = {
  readonly changes: readonly (ConfigChange & { readonly tendency: Tendency })[];
  readonly loosens: boolean;
  /** Allowed, and worth a second thought. */
  readonly notices: readonly Notice[];
};

export function tendencyOf({ path, from, to }: ConfigChange): Tendency {
  const looser = keyAt(path)?.looser ?? "either";
  if (looser === "either") return "loosen";
  return to > from === (looser === "up") ? "loosen" : "tighten";
}

export function assess(before: Config, after: Config): Assessment {
  const changes = configChanges(before, after).map((change) => ({ ...change, tendency: tendencyOf(change) }));
  return {
    changes,
    loosens: changes.some(({ tendency }) => tendency === "loosen"),
    notices: findNotices(after),
  };
}
