"use client";

import type { VenueKeyView } from "@evenkeel/api/client";
import { type SyntheticEvent, useState } from "react";
import { newCommandId } from "../command/send.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { formText } from "../ui/formText.ts";
import { Modal } from "../ui/Modal.tsx";
import { Answer } from "./Answer.tsx";
import type { AskDesk, Asked } from "./useVenueKeys.ts";

const LABEL_LENGTH_MAX = 64;
/** Neither the browser nor a password manager is to keep what is pasted here. */
const PASTE_ONCE = {
  autoComplete: "off",
  autoCapitalize: "off",
  autoCorrect: "off",
  spellCheck: false,
  "data-1p-ignore": true,
  "data-lpignore": "true",
} as const;

/** Takes a key once, sends it to the engine, and forgets it with the fields. */
export function KeyDialog(props: {
  readonly venue: string;
  /** The key whose place it takes; null for the first one. */
  readonly replaces: VenueKeyView | null;
  readonly ask: AskDesk;
  readonly onClose: () => void;
}) {
  const { venue, replaces, ask } = props;
  const [id] = useState(newCommandId);
  const [sending, setSending] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);

  const submit = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const given = { id, venue, label: formText(data, "label").trim() };
    const credentials = { apiKey: formText(data, "apiKey").trim(), secret: formText(data, "secret").trim() };
    for (const name of ["apiKey", "secret"]) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = "";
    }
    setSending(true);
    setAsked(
      await ask((desk) =>
        replaces === null
          ? desk.add.mutate({ ...given, ...credentials })
          : desk.replace.mutate({ ...given, ...credentials, replaces: replaces.id }),
      ),
    );
    setSending(false);
  };

  const done = asked?.kind === "done";
  return (
    <Modal
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={replaces === null ? `Add a key for ${venue}` : `Replace “${replaces.label}”`}
      description="The venue is asked first what the key may do. One that may move money out is not stored. It takes effect when the engine starts again."
    >
      <form onSubmit={(event) => void submit(event)} autoComplete="off" className="grid gap-1 px-4 py-3">
        {!done && (
          <>
            <Field
              label="What it is for"
              name="label"
              required
              maxLength={LABEL_LENGTH_MAX}
              autoComplete="off"
              defaultValue={replaces?.label ?? ""}
            />
            <Field label="API key" name="apiKey" required hint="Paste it; it is not shown again." {...PASTE_ONCE} />
            <Field label="Secret" name="secret" type="password" required {...PASTE_ONCE} autoComplete="new-password" />
          </>
        )}
        <Answer asked={asked} />
        <div className="flex justify-end gap-2 max-md:*:h-11 max-md:*:flex-1">
          <Button onClick={props.onClose}>{done ? "Close" : "Cancel"}</Button>
          {!done && (
            <Button type="submit" tone="primary" disabled={sending}>
              {sending ? "Asking the venue…" : replaces === null ? "Add key" : "Replace key"}
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
}
