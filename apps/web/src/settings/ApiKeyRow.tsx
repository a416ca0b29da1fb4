"use client";

import type { ShownKey } from "@evenkeel/api/web";
import { formatUtcDate, formatUtcMinute } from "../format/time.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";

const at = (ms: number): string => `${formatUtcDate(ms)} ${formatUtcMinute(ms)}`;

const ENDS: Readonly<Record<Exclude<ShownKey["state"], "stands">, string>> = {
  revoked: "revoked",
  expired: "expired",
  "maker-gone": "stopped: its maker is no admin",
};

export function ApiKeyRow(props: { readonly shown: ShownKey; readonly busy: boolean; readonly onRevoke: () => void }) {
  const { label, role, only, author, createdAtMs, expiresAtMs, lastUsedAtMs, state } = props.shown;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2">
      <span className="min-w-0 flex-1 basis-40 font-medium break-words">{label}</span>
      <span className="text-dim">
        {role}
        {only !== null && `, ${only.join(", ")} only`}
      </span>
      {state !== "stands" && <Chip tone={state === "revoked" ? "plain" : "warn"}>{ENDS[state]}</Chip>}
      {state !== "revoked" && (
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
