"use client";

import { useState } from "react";
import { errorOf, webClient } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { formText } from "../ui/formText.ts";
import { signInWith } from "./signInWith.ts";

const PASSWORD_LENGTH_MIN = 12;

type Errors = { readonly name?: string; readonly password?: string; readonly repeat?: string; readonly form?: string };

const errorsOf = (error: unknown): Errors => {
  const known = errorOf(error);
  if (known === null) return { form: "The server did not answer. Try again." };
  if (known.code === "PASSWORD_REFUSED") return { password: known.message };
  if (known.code === "INVALID_INPUT") return { name: `Use ${known.message}.` };
  if (known.code === "ALREADY_SET_UP" || known.code === "SETUP_LINK_INVALID")
    return { form: "This link has been used or has expired. Start the product again for a new one." };
  return { form: known.message };
};

export function SetupForm({ token, onMade }: { readonly token: string; readonly onMade: () => void }) {
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Errors>({});

  const submit = async (form: FormData): Promise<void> => {
    const [name, password, repeat] = ["name", "password", "repeat"].map((field) => formText(form, field));
    if (name === undefined || password === undefined) return;
    if (password !== repeat) return setErrors({ repeat: "The two are not the same." });
    setBusy(true);
    setErrors({});
    try {
      await webClient.setup.createAdmin.mutate({ token, name, password });
      // The account stands even where signing in failed; the door is the place to try again.
      if ((await signInWith({ name, password, code: "" })) === "done") onMade();
      else window.location.assign("/sign-in");
    } catch (error) {
      setErrors(errorsOf(error));
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
      <Field
        label="Name"
        name="name"
        autoComplete="username"
        autoFocus
        required
        maxLength={64}
        error={errors.name ?? null}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        minLength={PASSWORD_LENGTH_MIN}
        hint={`At least ${PASSWORD_LENGTH_MIN} characters; a few unrelated words are easy to remember.`}
        error={errors.password ?? null}
      />
      <Field
        label="Password again"
        name="repeat"
        type="password"
        autoComplete="new-password"
        required
        error={errors.repeat ?? null}
      />
      <p role="alert" className="min-h-5 text-danger">
        {errors.form}
      </p>
      <Button tone="primary" type="submit" disabled={busy} className="py-2 text-[14px]">
        {busy ? "Making the account…" : "Make the account"}
      </Button>
    </form>
  );
}
