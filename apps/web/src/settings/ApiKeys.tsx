"use client";

import type { Role } from "@evenkeel/api/caller";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { formatUtcDate } from "../format/time.ts";
import { errorOf, webClient } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Field } from "../ui/Field.tsx";
import { formText } from "../ui/formText.ts";
import { Panel } from "../ui/Panel.tsx";
import { QueryState } from "./QueryState.tsx";
import { RoleSelect } from "./RoleSelect.tsx";

const KEY = ["apiKeys"];

export function ApiKeys() {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: KEY });
  const keys = useQuery({ queryKey: KEY, queryFn: () => webClient.apiKeys.list.query() });
  const [role, setRole] = useState<Role>("viewer");
  const create = useMutation({
    mutationFn: (label: string) => webClient.apiKeys.create.mutate({ label, role }),
    onSuccess: refresh,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => webClient.apiKeys.revoke.mutate({ id }),
    onSettled: refresh,
  });
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    create.mutate(formText(new FormData(event.currentTarget), "label"));
  };
  const failed = create.error ?? revoke.error;
  return (
    <Panel id="api-keys" title="API keys" note="For scripts: the same procedures, with the key's role.">
      <QueryState query={keys} />
      <ul>
        {keys.data?.map((key) => (
          <li key={key.id} className="flex flex-wrap items-center gap-3 border-b border-line px-3 py-2">
            <span className="flex-1 basis-40 font-medium">{key.label}</span>
            <span className="text-faint">
              {key.role} · made {formatUtcDate(key.createdAtMs)}
            </span>
            {key.revokedAtMs === null ? (
              <Button disabled={revoke.isPending} onClick={() => revoke.mutate(key.id)}>
                Revoke
              </Button>
            ) : (
              <Chip>revoked</Chip>
            )}
          </li>
        ))}
      </ul>
      {create.data !== undefined && (
        <p className="border-b border-line px-3 py-2" role="status">
          Copy it now, it is not shown again: <code className="font-mono break-all select-all">{create.data.key}</code>
        </p>
      )}
      {failed !== null && (
        <p role="alert" className="px-3 py-2 text-danger">
          {errorOf(failed)?.message ?? "The server did not answer."}
        </p>
      )}
      <form onSubmit={submit} className="flex flex-wrap items-start gap-3 px-3 py-3">
        <Field
          className="flex-1 basis-48"
          label="What it is for"
          name="label"
          required
          maxLength={64}
          autoComplete="off"
        />
        <div className="grid gap-1">
          <span className="text-dim">Role</span>
          <RoleSelect label="Role of the new key" value={role} onChange={setRole} />
        </div>
        <Button type="submit" className="mt-6 py-2" disabled={create.isPending}>
          Make key
        </Button>
      </form>
    </Panel>
  );
}
