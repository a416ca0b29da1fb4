"use client";

import { useState } from "react";
import { Button } from "../ui/Button.tsx";
import { CodeField } from "../ui/CodeField.tsx";
import { Field } from "../ui/Field.tsx";
import { formText } from "../ui/formText.ts";
import { signInText, signInWith } from "./signInWith.ts";

export function SignInForm() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (form: FormData): Promise<void> => {
    setBusy(true);
    setError(null);
    const [name, password, code] = ["name", "password", "code"].map((field) => formText(form, field));
    const result = await signInWith({ name: name ?? "", password: password ?? "", code: code ?? "" });
    // A whole load: nothing of the page before signing in stays in memory.
    if (result === "done") window.location.assign("/");
    else {
      setError(signInText(result));
      setBusy(false);
    }
  };
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(new FormData(event.currentTarget));
      }}
    >
      <Field label="Name" name="name" autoComplete="username" autoFocus required maxLength={64} />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      <CodeField
        label="Code from your authenticator, if you use one"
        name="code"
        hint="A recovery code works here too."
      />
      <p role="alert" className="min-h-5 text-danger">
        {error}
      </p>
      <Button tone="primary" type="submit" disabled={busy} className="py-2 text-[14px]">
        {busy ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
}
