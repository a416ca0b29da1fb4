"use client";

import type { Role } from "@evenkeel/api/caller";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type SyntheticEvent, useId, useState } from "react";
import { useStepUp } from "../confirm/StepUp.tsx";
import { webClient } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { formText } from "../ui/formText.ts";
import { Failure } from "./Failure.tsx";
import { RoleSelect } from "./RoleSelect.tsx";

const LIVES: readonly (readonly [days: number | null, name: string])[] = [
  [30, "30 days"],
  [90, "90 days"],
  [365, "a year"],
  [null, "until revoked"],
];

export function NewApiKey({ onMade }: { readonly onMade: () => void }) {
  const groups = useQuery({
    queryKey: ["apiKeyGroups"],
    queryFn: () => webClient.apiKeys.groups.query(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const withStepUp = useStepUp();
  const [role, setRole] = useState<Role>("viewer");
  const life = useId();
  const create = useMutation({
    mutationFn: (input: {
      readonly label: string;
      readonly only: string[] | null;
      readonly expiresInDays: number | null;
    }) => withStepUp(() => webClient.apiKeys.create.mutate({ ...input, role })),
    onSuccess: onMade,
  });
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const only = (groups.data ?? []).filter((group) => form.has(`only:${group}`));
    const days = Number(formText(form, "life"));
    create.mutate({
      label: formText(form, "label"),
      only: only.length === 0 ? null : only,
      expiresInDays: days > 0 ? days : null,
    });
  };
  return (
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
      <div className="grid gap-1">
        <label htmlFor={life} className="text-dim">
          Works for
        </label>
        <select
          id={life}
          name="life"
          defaultValue="90"
          className="rounded-control border border-edge bg-bg px-2 py-1.5"
        >
          {LIVES.map(([days, name]) => (
            <option key={name} value={days ?? 0}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <fieldset className="basis-full">
        <legend className="text-dim">Only for (none ticked: everything its role may)</legend>
        <div className="flex flex-wrap gap-x-4 gap-y-1 pt-1">
          {groups.data?.map((group) => (
            <label key={group} className="inline-flex items-center gap-1.5">
              <input type="checkbox" name={`only:${group}`} />
              {group}
            </label>
          ))}
        </div>
      </fieldset>
      <Button type="submit" className="py-2" disabled={create.isPending}>
        Make key
      </Button>
      {create.data !== undefined && (
        <p className="basis-full" role="status">
          Copy it now, it is not shown again: <code className="font-mono break-all select-all">{create.data.key}</code>
        </p>
      )}
      <Failure error={create.error} />
    </form>
  );
}
