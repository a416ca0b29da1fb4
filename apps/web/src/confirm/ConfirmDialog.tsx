"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { SyntheticEvent } from "react";
import { failureText, webClient } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { CodeField } from "../ui/CodeField.tsx";
import { Field } from "../ui/Field.tsx";
import { formText } from "../ui/formText.ts";
import { Modal } from "../ui/Modal.tsx";

const WORDS = {
  code: "This takes the code your authenticator shows now, or a recovery code.",
  password: "This takes your password once more.",
} as const;

export function ConfirmDialog(props: { readonly onConfirmed: () => void; readonly onClose: () => void }) {
  const me = useQuery({ queryKey: ["me"], queryFn: () => webClient.session.me.query(), gcTime: 0, staleTime: 0 });
  const confirm = useMutation({
    mutationFn: (proof: string) => webClient.session.stepUp.mutate({ proof }),
    onSuccess: props.onConfirmed,
  });
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    // A form inside another's dialog: the outer one is not what is being sent.
    event.stopPropagation();
    confirm.mutate(formText(new FormData(event.currentTarget), "proof"));
  };
  const wrong = confirm.isError ? failureText(confirm.error) : null;
  return (
    <Modal open onOpenChange={(open) => !open && props.onClose()} title="Confirm it is you">
      <form onSubmit={submit} className="grid gap-3 px-4 py-3">
        {me.data === undefined ? (
          <span aria-hidden="true" className="skeleton h-27" />
        ) : (
          <>
            <p className="text-dim">{WORDS[me.data.provenBy]} It counts for five minutes, in this browser only.</p>
            {me.data.provenBy === "code" ? (
              <CodeField label="Code" name="proof" required autoFocus error={wrong} />
            ) : (
              <Field
                label="Your password"
                name="proof"
                type="password"
                autoComplete="current-password"
                required
                autoFocus
                error={wrong}
              />
            )}
          </>
        )}
        {me.isError && (
          <p role="alert" className="text-danger">
            {failureText(me.error)}
          </p>
        )}
        <div className="flex justify-end gap-2 max-md:*:h-11 max-md:*:flex-1">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button tone="primary" type="submit" disabled={confirm.isPending || me.data === undefined}>
            {confirm.isPending ? "Confirming…" : "Confirm"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
