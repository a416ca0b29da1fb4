"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useStepUp } from "../confirm/StepUp.tsx";
import { webClient } from "../trpc/webClient.ts";
import { Panel } from "../ui/Panel.tsx";
import { Failure } from "./Failure.tsx";
import { NewUser } from "./NewUser.tsx";
import { QueryState } from "./QueryState.tsx";
import { UserRow } from "./UserRow.tsx";
import { applyUserChange, changeText, USERS_KEY, type UserChange } from "./userChange.ts";

export function Users({ ownId }: { readonly ownId: string }) {
  const queries = useQueryClient();
  const withStepUp = useStepUp();
  const refresh = () => queries.invalidateQueries({ queryKey: USERS_KEY });
  const users = useQuery({ queryKey: USERS_KEY, queryFn: () => webClient.users.list.query() });
  const change = useMutation({
    mutationFn: (wanted: UserChange) => withStepUp(() => applyUserChange(wanted)),
    onSettled: refresh,
  });
  const nameOf = (id: string): string => users.data?.find((user) => user.id === id)?.name ?? "This user";
  return (
    <Panel id="users" title="Users" note="A changed role or a disabled account ends that user's sessions.">
      <QueryState query={users} />
      <ul>
        {users.data?.map((user) => (
          <UserRow
            key={user.id}
            user={user}
            own={user.id === ownId}
            busy={change.isPending}
            onChange={(wanted) => change.mutate(wanted)}
          />
        ))}
      </ul>
      <Failure error={change.error} />
      {change.isSuccess && (
        <p role="status" className="px-3 py-2 text-dim">
          {changeText(change.variables, nameOf(change.variables.id))}
        </p>
      )}
      <NewUser onCreated={() => void refresh()} />
    </Panel>
  );
}
