"use client";

import { formatUtcDate, formatUtcMinute } from "../format/time.ts";
import { useNow } from "../live/useNow.ts";
import type { webClient } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";

type ShownKey = Awaited<ReturnType<typeof webClient.apiKeys.list.query>>[number];

const CLOCK_MS = 10_000;

const at = (ms: number): string => `${formatUtcDate(ms)} ${formatUtcMinute(ms)}`;

/** Why it opens nothing any more; null while it stands. */
function endOf(key: ShownKey, nowMs: number): string | null {
  if (key.revokedAtMs !== null) return "revoked";
  if (key.expiresAtMs !== null && key.expiresAtMs <= nowMs) return "expired";
  return key.author.stands ? null : "stopped: its maker is no admin";
}

export function ApiKeyRow(props: { readonly shown: ShownKey; readonly busy: boolean; readonly onRevoke: () => void }) {
  const { label, role, only, author, createdAtMs, expiresAtMs, lastUsedAtMs, revokedAtMs } = props.shown;
  const end = endOf(props.shown, useNow(CLOCK_MS));
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2">
      <span className="min-w-0 flex-1 basis-40 font-medium break-words">{label}</span>
      <span className="text-dim">
        {role}
        {only !== null && `, ${only.join(", ")} only`}
      </span>
      {end !== null && <Chip tone={revokedAtMs === null ? "warn" : "plain"}>{end}</Chip>}
      {revokedAtMs === null && (
        <Button disabled={props.busy} onClick={props.onRevoke}>
          Revoke
        </Button>
      )}
      <span className="basis-full text-label text-faint">
        made {formatUtcDate(createdAtMs)} by {author.name}
        {author.kind === "owner" && " (command line)"} ·{" "}
        {expiresAtMs === null ? "does not expire" : `expires ${at(expiresAtMs)} UTC`} ·{" "}
        {lastUsedAtMs === null ? "never used" : `last used ${at(lastUsedAtMs)} UTC`}
      </span>
    </li>
  );
}
