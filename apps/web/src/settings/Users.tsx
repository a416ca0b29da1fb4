"use client";

import type { Role } from "@evenkeel/api/caller";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { errorOf, webClient } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Field } from "../ui/Field.tsx";
import { formText } from "../ui/formText.ts";
import { Panel } from "../ui/Panel.tsx";
import { QueryState } from "./QueryState.tsx";
import { RoleSelect } from "./RoleSelect.tsx";

const KEY = ["users"];
type Change =
  | { readonly kind: "role"; readonly id: string; readonly role: Role }
  | { readonly kind: "disable" | "enable"; readonly id: string };

const apply = (change: Change) => {
  switch (change.kind) {
    case "role":
      return webClient.users.setRole.mutate({ id: change.id, role: change.role });
    case "disable":
      return webClient.users.disable.mutate({ id: change.id });
    case "enable":
      return webClient.users.enable.mutate({ id: change.id });
  }
};

export function Users({ ownId }: { readonly ownId: string }) {
  const queries = useQueryClient();
  const users = useQuery({ queryKey: KEY, queryFn: () => webClient.users.list.query() });
  const change = useMutation({ mutationFn: apply, onSettled: () => queries.invalidateQueries({ queryKey: KEY }) });
  return (
    <Panel id="users" title="Users" note="A changed role or a disabled account ends that user's sessions.">
      <QueryState query={users} />
      <ul>
        {users.data?.map((user) => (
          <li key={user.id} className="flex flex-wrap items-center gap-3 border-b border-line px-3 py-2">
            <span className="flex-1 basis-40 font-medium">
              {user.name} {user.id === ownId && <Chip tone="sea">you</Chip>}
              {user.status === "disabled" && <Chip tone="warn">disabled</Chip>}
            </span>
            <RoleSelect
              label={`Role of ${user.name}`}
              value={user.role}
              onChange={(role) => change.mutate({ kind: "role", id: user.id, role })}
            />
            <Button
              disabled={change.isPending}
              onClick={() => change.mutate({ kind: user.status === "active" ? "disable" : "enable", id: user.id })}
            >
              {user.status === "active" ? "Disable" : "Enable"}
            </Button>
          </li>
        ))}
      </ul>
      {change.isError && (
        <p role="alert" className="px-3 py-2 text-danger">
          {errorOf(change.error)?.message ?? "The server did not answer."}
        </p>
      )}
      <NewUser onCreated={() => void queries.invalidateQueries({ queryKey: KEY })} />
    </Panel>
  );
}

function NewUser({ onCreated }: { readonly onCreated: () => void }) {
  const [role, setRole] = useState<Role>("viewer");
  const create = useMutation({
    mutationFn: (input: { readonly name: string; readonly password: string }) =>
      webClient.users.create.mutate({ ...input, role }),
    onSuccess: onCreated,
  });
  const submit = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const created = await create
      .mutateAsync({ name: formText(data, "name"), password: formText(data, "password") })
      .catch(() => null);
    if (created !== null) form.reset();
  };
  const error = create.isError ? (errorOf(create.error)?.message ?? "The server did not answer.") : null;
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-wrap items-start gap-3 px-3 py-3">
      <Field
        className="flex-1 basis-40"
        label="New user's name"
        name="name"
        autoComplete="off"
        required
        maxLength={64}
      />
      <Field
        className="flex-1 basis-48"
        label="First password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        minLength={12}
        error={error}
        hint="12 characters or more"
      />
      <div className="grid gap-1">
        <span className="text-dim" id="new-role">
          Role
        </span>
        <RoleSelect label="Role of the new user" value={role} onChange={setRole} />
      </div>
      <Button type="submit" className="mt-6 py-2" disabled={create.isPending}>
        Add user
      </Button>
    </form>
  );
}
