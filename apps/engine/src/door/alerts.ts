import { ALERTS_MAX, type AlertView } from "@evenkeel/api/views";
import type { DurableBatch } from "@evenkeel/core/events";
import { createNames, type FindName } from "./names.ts";

export type AlertFeed = {
  /** Newest first, with names for ids. The same array while nothing new came. */
  readonly newest: () => readonly AlertView[];
  /** Answers what is new in it, oldest first. */
  readonly observe: (batch: DurableBatch) => readonly AlertView[];
};

/** An alert's id is its place in the journal: the batch and its number among the batch's alerts. */
export const alertId = (sequence: number, ordinal: number): string => `${sequence}-${ordinal}`;

export function parseAlertId(id: string): { readonly sequence: number; readonly ordinal: number } | null {
  const match = /^(\d{1,15})-(\d{1,5})$/.exec(id);
  return match === null ? null : { sequence: Number(match[1]), ordinal: Number(match[2]) };
}

export function createAlertFeed(known: readonly AlertView[], find: FindName): AlertFeed {
  let alerts: readonly AlertView[] = known.slice(0, ALERTS_MAX);
  let shown: readonly AlertView[] | null = null;
  const names = createNames(find, () => {
    shown = null;
  });
  const named = (alert: AlertView): AlertView => ({ ...alert, text: names.put(alert.text) });
  return {
    newest: () => {
      shown ??= alerts.map(named);
      return shown;
    },
    observe(batch) {
      const fresh = alertsOf(batch);
      if (fresh.length === 0) return fresh;
      alerts = [...fresh.toReversed(), ...alerts].slice(0, ALERTS_MAX);
      shown = null;
      return fresh.map(named);
    },
  };
}

function alertsOf({ sequence, wallTimeMs, venueTimeMs, rows }: DurableBatch): AlertView[] {
  return rows
    .flatMap((row) => (row.table === "alert" ? [row.alert] : []))
    .map(({ level, code, text }, ordinal) => ({
      id: alertId(sequence, ordinal),
      level,
      code,
      text,
      atMs: wallTimeMs,
      venueTimeMs: venueTimeMs === 0 ? null : venueTimeMs,
    }));
}
