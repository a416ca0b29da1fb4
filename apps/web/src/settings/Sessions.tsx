"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { webClient } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Failure } from "./Failure.tsx";
import { QueryState } from "./QueryState.tsx";
import { SessionRow } from "./SessionRow.tsx";

export const SESSIONS_KEY = ["sessions"];

export function Sessions() {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: SESSIONS_KEY });
  const sessions = useQuery({ queryKey: SESSIONS_KEY, queryFn: () => webClient.session.list.query() });
  const revoke = useMutation({
    mutationFn: (id: string) => webClient.session.revoke.mutate({ id }),
    onSettled: refresh,
  });
  const revokeOthers = useMutation({
    mutationFn: () => webClient.session.revokeOthers.mutate(),
    onSettled: refresh,
  });
  const busy = revoke.isPending || revokeOthers.isPending;
  const others = sessions.data?.some((session) => !session.current) ?? false;
  return (
    <Panel
      id="sessions"
      title="Your sessions"
      note="Ending one closes its open pages within five seconds."
      tools={
        others && (
          <Button dense disabled={busy} onClick={() => revokeOthers.mutate()}>
            End all others
          </Button>
        )
      }
    >
      <QueryState query={sessions} />
      <ul>
        {sessions.data?.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            action={
              <Button disabled={busy} onClick={() => revoke.mutate(session.id)}>
                End
              </Button>
            }
          />
        ))}
      </ul>
      <Failure error={revoke.error ?? revokeOthers.error} />
    </Panel>
  );
}
