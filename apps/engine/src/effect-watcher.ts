import type { ColdEvent } from "@evenkeel/core/events";
import type { VenueEffect } from "@evenkeel/core/ports";
import type { PersistEffect, Stored } from "./durable-lane/index.ts";

/** Looks on while effects pass their doors. Measures, logs and traces hang on it; nothing that decides does. */
export type EffectWatcher = {
  /** On its way to the durable lane. */
  readonly persisting?: (effect: PersistEffect) => void;
  /** The lane answered: it is durable, or it is not. */
  readonly stored?: (effect: PersistEffect, outcome: Stored) => void;
  /** Handed to a venue's gateway. */
  readonly handed?: (effect: VenueEffect) => void;
  readonly answered?: (effect: VenueEffect, completion: ColdEvent) => void;
};

export function watchTogether(watchers: readonly EffectWatcher[]): Required<EffectWatcher> {
  return {
    persisting: (effect) => {
      for (const watcher of watchers) watcher.persisting?.(effect);
    },
    stored: (effect, outcome) => {
      for (const watcher of watchers) watcher.stored?.(effect, outcome);
    },
    handed: (effect) => {
      for (const watcher of watchers) watcher.handed?.(effect);
    },
    answered: (effect, completion) => {
      for (const watcher of watchers) watcher.answered?.(effect, completion);
    },
  };
}
