"use client";

import type { Role } from "@evenkeel/api/caller";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useStepUp } from "../confirm/StepUp.tsx";
import { errorOf, failureText, webClient } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { formText } from "../ui/formText.ts";
import { RoleSelect } from "./RoleSelect.tsx";

const NAME_CODES = new Set(["NAME_TAKEN", "INVALID_INPUT"]);

export function NewUser({ onCreated }: { readonly onCreated: () => void }) {
  const withStepUp = useStepUp();
  const [role, setRole] = useState<Role>("viewer");
  const create = useMutation({
    mutationFn: (input: { readonly name: string; readonly password: string }) =>
      withStepUp(() => webClient.users.create.mutate({ ...input, role })),
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
  const code = errorOf(create.error)?.code ?? "";
  const failure = create.isError && code !== "NOT_CONFIRMED" ? failureText(create.error) : null;
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-wrap items-start gap-3 px-3 py-3">
      <Field
        className="flex-1 basis-40"
        label="New user's name"
        name="name"
        autoComplete="off"
        required
        maxLength={64}
        error={NAME_CODES.has(code) ? failure : null}
      />
      <Field
        className="flex-1 basis-48"
        label="First password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        minLength={12}
        error={NAME_CODES.has(code) ? null : failure}
        hint="12 characters or more"
      />
      <div className="grid gap-1">
        <span className="text-dim">Role</span>
        <RoleSelect label="Role of the new user" value={role} onChange={setRole} />
      </div>
      <Button type="submit" className="mt-6 py-2" disabled={create.isPending}>
        Add user
      </Button>
    </form>
  );
}
