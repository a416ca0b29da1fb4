"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { formatUtcDate, formatUtcMinute } from "../format/time.ts";
import { errorOf, webClient } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Panel } from "../ui/Panel.tsx";
import { browserName } from "./browserName.ts";
import { QueryState } from "./QueryState.tsx";

const KEY = ["sessions"];
const at = (ms: number): string => `${formatUtcDate(ms)} ${formatUtcMinute(ms)}`;

export function Sessions() {
  const queries = useQueryClient();
  const sessions = useQuery({ queryKey: KEY, queryFn: () => webClient.session.list.query() });
  const revoke = useMutation({
    mutationFn: (id: string) => webClient.session.revoke.mutate({ id }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <Panel id="sessions" title="Your sessions" note="Ending one closes its open pages within five seconds.">
      <QueryState query={sessions} />
      <ul>
        {sessions.data?.map((session) => (
          <li
            key={session.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3 py-2 last:border-0"
          >
            <span className="min-w-0 flex-1 basis-60 truncate">{browserName(session.userAgent)}</span>
            <span className="text-faint">
              {session.address === "direct" ? "" : `${session.address} · `}since {at(session.createdAtMs)} · seen{" "}
              {at(session.lastSeenAtMs)} UTC
            </span>
            {session.current ? (
              <Chip tone="sea">this one</Chip>
            ) : (
              <Button disabled={revoke.isPending} onClick={() => revoke.mutate(session.id)}>
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      {revoke.isError && (
        <p role="alert" className="px-3 py-2 text-danger">
          {errorOf(revoke.error)?.message ?? "The server did not answer."}
        </p>
      )}
    </Panel>
  );
}
