"use client";

import type { VenueKeyView } from "@evenkeel/api/client";
import { useState } from "react";
import { formatUtcDate, formatUtcMinute } from "../format/time.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Answer } from "./Answer.tsx";
import type { AskDesk, Asked } from "./useVenueKeys.ts";
import { permissionWords, STATE_WORDS } from "./words.ts";

const at = (ms: number): string => `${formatUtcDate(ms)} ${formatUtcMinute(ms)} UTC`;
const TONES = { INFO: "text-faint", WARNING: "text-warn", CRITICAL: "text-danger" } as const;

export function KeyRow(props: {
  readonly shown: VenueKeyView;
  readonly ask: AskDesk;
  readonly mayProbe: boolean;
  readonly mayChange: boolean;
  readonly onReplace: () => void;
  readonly onRetire: () => void;
}) {
  const { shown, ask } = props;
  const { label, venue, environment, hint, state, notices, addedBy, addedAtMs, probedAtMs, expiresAtMs, retiredAtMs } =
    shown;
  const [probing, setProbing] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const probe = async (): Promise<void> => {
    setProbing(true);
    setAsked(await ask((desk) => desk.probe.mutate({ id: shown.id })));
    setProbing(false);
  };
  const stands = state === "in-use" || state === "next-start";
  const author = addedBy.kind === "system" ? "the engine" : addedBy.name;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2">
      <span className="min-w-0 flex-1 basis-48 font-medium break-words">
        {label} <span className="font-mono text-faint">…{hint}</span>
      </span>
      <span className="flex flex-wrap gap-1.5">
        <Chip>
          {venue} {environment}
        </Chip>
        <Chip tone={STATE_WORDS[state].tone}>{STATE_WORDS[state].text}</Chip>
        {permissionWords(shown).map(({ text, tone }) => (
          <Chip key={text} tone={tone}>
            {text}
          </Chip>
        ))}
      </span>
      {state !== "retired" && (
        <span className="flex flex-wrap gap-2">
          {props.mayProbe && (
            <Button disabled={probing} aria-label={`Probe ${label} at ${venue}`} onClick={() => void probe()}>
              {probing ? "Asking…" : "Probe"}
            </Button>
          )}
          {props.mayChange && stands && (
            <>
              <Button aria-label={`Replace ${label} at ${venue}`} onClick={props.onReplace}>
                Replace…
              </Button>
              <Button aria-label={`Retire ${label} at ${venue}`} onClick={props.onRetire}>
                Retire…
              </Button>
            </>
          )}
        </span>
      )}
      <span className="basis-full text-label text-faint">
        added {at(addedAtMs)} by {author} · {probedAtMs === null ? "never looked at" : `looked at ${at(probedAtMs)}`} ·{" "}
        {expiresAtMs === null ? "no end set" : `trades until ${at(expiresAtMs)}`}
        {retiredAtMs !== null && ` · retired ${at(retiredAtMs)}`}
      </span>
      {state !== "retired" &&
        notices.map(({ code, level, text }) => (
          <p key={code} className={`basis-full ${TONES[level]}`}>
            {text}
          </p>
        ))}
      {asked !== null && (
        <div className="basis-full">
          <Answer asked={asked} />
        </div>
      )}
    </li>
  );
}
