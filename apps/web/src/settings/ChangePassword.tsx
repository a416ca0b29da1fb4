"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { errorOf, failureText, webClient } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { formText } from "../ui/formText.ts";
import { SESSIONS_KEY } from "./Sessions.tsx";

const PASSWORD_LENGTH_MIN = 12;

export function ChangePassword() {
  const queries = useQueryClient();
  const [differ, setDiffer] = useState(false);
  const change = useMutation({
    mutationFn: (input: { readonly current: string; readonly next: string }) =>
      webClient.session.changePassword.mutate(input),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
  const submit = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const next = formText(data, "next");
    setDiffer(next !== formText(data, "again"));
    if (next !== formText(data, "again")) return;
    const changed = await change.mutateAsync({ current: formText(data, "current"), next }).catch(() => null);
    if (changed !== null) form.reset();
  };
  const refused = errorOf(change.error)?.code;
  const failure = change.isError ? failureText(change.error) : null;
  const ofNext = refused === "PASSWORD_REFUSED";
  return (
    <form
      aria-labelledby="password-title"
      onSubmit={(event) => void submit(event)}
      className="flex flex-wrap items-start gap-x-3 gap-y-1 px-3 py-3"
    >
      <h3 id="password-title" className="basis-full font-medium">
        Change your password
      </h3>
      <Field
        className="flex-1 basis-44"
        label="Password now"
        name="current"
        type="password"
        autoComplete="current-password"
        required
        error={ofNext ? null : failure}
      />
      <Field
        className="flex-1 basis-44"
        label="New password"
        name="next"
        type="password"
        autoComplete="new-password"
        required
        minLength={PASSWORD_LENGTH_MIN}
        hint={`${PASSWORD_LENGTH_MIN} characters or more`}
        error={ofNext ? failure : null}
      />
      <Field
        className="flex-1 basis-44"
        label="New password again"
        name="again"
        type="password"
        autoComplete="new-password"
        required
        error={differ ? "The two are not the same." : null}
      />
      <Button type="submit" className="mt-6 py-2" disabled={change.isPending}>
        {change.isPending ? "Changing…" : "Change it"}
      </Button>
      <p role="status" className="basis-full text-label text-faint">
        {change.isSuccess ? "Changed. Your other sessions have ended." : "Your other sessions end with it."}
      </p>
    </form>
  );
}
