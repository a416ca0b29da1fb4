"use client";

import type { ConfigKeyView, ConfigVersionView } from "@evenkeel/api/client";
import { formatUtcDate, formatUtcMinute } from "../format/time.ts";
import { QueryState } from "../settings/QueryState.tsx";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Moves } from "./Moves.tsx";
import { useConfigHistory } from "./useConfig.ts";

/** Who changed what, when and why; any of them can be run again. */
export function Versions(props: {
  readonly running: number;
  readonly keys: readonly ConfigKeyView[];
  readonly onBack: ((version: number) => void) | null;
}) {
  const history = useConfigHistory();
  return (
    <Panel id="versions" title="History" note="The last versions, newest first. Nothing here is ever deleted.">
      <QueryState query={history} />
      <ol>
        {history.data?.map((row) => (
          <li key={row.version} className="grid gap-1.5 border-b border-line px-3 py-2 last:border-0">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="font-medium">Version {row.version}</span>
              <span className="min-w-0 flex-1 basis-52 text-faint">
                {formatUtcDate(row.atMs)} {formatUtcMinute(row.atMs)} UTC · {authorOf(row)}
              </span>
              {row.version === props.running ? (
                <Chip tone="sea">runs</Chip>
              ) : (
                props.onBack !== null && <Button onClick={() => props.onBack?.(row.version)}>Back to this…</Button>
              )}
            </div>
            {row.reason !== "" && <p className="break-words text-dim">{row.reason}</p>}
            {row.changes.length > 0 && <Moves moves={row.changes} keys={props.keys} />}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function authorOf({ author, authorName }: ConfigVersionView): string {
  const name = authorName ?? author.id;
  switch (author.kind) {
    case "owner":
      return name === "configuration file" ? "by the configuration file" : `by ${name}, at the command line`;
    case "api-key":
      return `by the API key ${name}`;
    case "system":
      return "by the installation";
    case "user":
      return `by ${name}`;
  }
}
