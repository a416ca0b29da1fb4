"use client";

import type { AlertLevel } from "@evenkeel/api/views";
import { formatFeedTime } from "../format/time.ts";
import { useSection } from "../live/LiveDeck.tsx";
import { useNow } from "../live/useNow.ts";
import { classes } from "../ui/classes.ts";
import { Panel } from "../ui/Panel.tsx";

const LOOKS: Readonly<Record<AlertLevel, readonly [word: string | null, look: string]>> = {
  INFO: [null, "text-dim"],
  WARNING: ["warning", "text-warn"],
  CRITICAL: ["critical", "text-danger font-medium"],
};

export function Alerts() {
  const alerts = useSection("alerts");
  const now = useNow(60_000);
  return (
    <Panel id="alerts" title="Alerts" className="min-h-32 xl:flex-1">
      {alerts === null ? (
        <div aria-hidden="true" className="grid gap-2 p-3">
          {[0, 1, 2].map((row) => (
            <span key={row} className="skeleton h-4" />
          ))}
        </div>
      ) : alerts.length === 0 ? (
        <p className="p-3 text-dim">Nothing yet. Entries, funding and anything unusual appear here.</p>
      ) : (
        <ol tabIndex={0} aria-label="Alerts, newest first" className="min-h-0 overflow-y-auto py-1 max-xl:max-h-72">
          {alerts.map((alert) => {
            const [word, look] = LOOKS[alert.level];
            const atMs = alert.venueTimeMs ?? alert.atMs;
            return (
              <li key={alert.id} className={classes("flex gap-3 px-3 py-1", look)}>
                <time dateTime={new Date(atMs).toISOString()} className="w-11 shrink-0 text-faint">
                  {formatFeedTime(atMs, alert.venueTimeMs === null ? now : atMs)}
                </time>
                <span>
                  {word !== null && <span className="font-semibold">{word} </span>}
                  {alert.text}
                </span>
              </li>
            );
          })}
        </ol>
      )}
    </Panel>
  );
}
