"use client";

import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useEffect, useRef } from "react";
import { useStepUp } from "../confirm/StepUp.tsx";
import { errorOf, failureText, webClient } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { CodeField } from "../ui/CodeField.tsx";
import { formText } from "../ui/formText.ts";
import { QrCode } from "./QrCode.tsx";
import { RecoveryCodes } from "./RecoveryCodes.tsx";

const grouped = (secret: string): string => secret.match(/.{1,4}/g)?.join(" ") ?? secret;

/** From a secret nobody has yet to recovery codes in its owner's hands. Nothing is in force until a code came back. */
export function Enrolment(props: {
  readonly onDone: () => void;
  readonly onCancel: () => void;
  readonly cancel: string;
}) {
  const withStepUp = useStepUp();
  const begin = useMutation({ mutationFn: () => withStepUp(() => webClient.authenticator.begin.mutate()) });
  const confirm = useMutation({
    mutationFn: (input: { readonly enrolment: string; readonly code: string }) =>
      withStepUp(() => webClient.authenticator.confirm.mutate(input)),
  });
  const begun = useRef(false);
  const { mutate } = begin;
  useEffect(() => {
    // Once, however often the page is mounted: each begin is another secret.
    if (!begun.current) mutate();
    begun.current = true;
  }, [mutate]);

  if (confirm.data !== undefined) return <RecoveryCodes codes={confirm.data.codes} onKept={props.onDone} />;
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (begin.data === undefined) return;
    confirm.mutate({ enrolment: begin.data.enrolment, code: formText(new FormData(event.currentTarget), "code") });
  };
  const again = (): void => {
    confirm.reset();
    begin.mutate();
  };
  if (begin.isError || errorOf(confirm.error)?.code === "ENROLMENT_EXPIRED")
    return (
      <div className="grid gap-3">
        <p role="alert" className="text-danger">
          {failureText(begin.error ?? confirm.error)}
        </p>
        <div className="flex gap-2 max-md:*:h-11">
          <Button onClick={again}>Begin again</Button>
          <Button tone="quiet" onClick={props.onCancel}>
            {props.cancel}
          </Button>
        </div>
      </div>
    );
  return (
    <form onSubmit={submit} className="flex flex-wrap items-start gap-x-6 gap-y-3">
      {begin.data === undefined ? (
        <span aria-hidden="true" className="skeleton h-44 w-44" />
      ) : (
        <QrCode text={begin.data.uri} label="QR code for your authenticator; the same secret is written beside it" />
      )}
      <div className="grid min-w-0 flex-1 basis-64 gap-3">
        <ol className="grid list-decimal gap-1.5 pl-4 text-dim">
          <li>Scan this with the authenticator on your phone, or type the secret there.</li>
          <li>Enter the six digits it shows.</li>
        </ol>
        <p>
          <span className="text-dim">Secret</span>{" "}
          <code className="font-mono break-words select-all">
            {begin.data === undefined ? "…" : grouped(begin.data.secret)}
          </code>
        </p>
        <CodeField
          label="Code from your authenticator"
          name="code"
          required
          error={confirm.isError ? failureText(confirm.error) : null}
        />
        <div className="flex flex-wrap gap-2 max-md:*:h-11 max-md:*:flex-1">
          <Button tone="primary" type="submit" disabled={confirm.isPending || begin.data === undefined}>
            {confirm.isPending ? "Checking…" : "Turn on"}
          </Button>
          <Button tone="quiet" onClick={props.onCancel}>
            {props.cancel}
          </Button>
        </div>
      </div>
    </form>
  );
}
