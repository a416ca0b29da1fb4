"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { errorOf, webClient } from "../trpc/webClient.ts";
import { Panel } from "../ui/Panel.tsx";
import { ApiKeyRow } from "./ApiKeyRow.tsx";
import { NewApiKey } from "./NewApiKey.tsx";
import { QueryState } from "./QueryState.tsx";

const KEY = ["apiKeys"];

export function ApiKeys() {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: KEY });
  const keys = useQuery({ queryKey: KEY, queryFn: () => webClient.apiKeys.list.query() });
  const revoke = useMutation({
    mutationFn: (id: string) => webClient.apiKeys.revoke.mutate({ id }),
    onSettled: refresh,
  });
  return (
    <Panel id="api-keys" title="API keys" note="For scripts: the same procedures, with the key's role and no more.">
      <QueryState query={keys} />
      <ul>
        {keys.data?.map((key) => (
          <ApiKeyRow key={key.id} shown={key} busy={revoke.isPending} onRevoke={() => revoke.mutate(key.id)} />
        ))}
      </ul>
      {revoke.error !== null && (
        <p role="alert" className="px-3 py-2 text-danger">
          {errorOf(revoke.error)?.message ?? "The server did not answer."}
        </p>
      )}
      <NewApiKey onMade={() => void refresh()} />
    </Panel>
  );
}
