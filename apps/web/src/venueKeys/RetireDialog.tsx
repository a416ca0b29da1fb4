"use client";

import type { VenueKeyView } from "@evenkeel/api/client";
import { useState } from "react";
import { Button } from "../ui/Button.tsx";
import { Modal } from "../ui/Modal.tsx";
import { Answer } from "./Answer.tsx";
import type { AskDesk, Asked } from "./useVenueKeys.ts";

export function RetireDialog(props: {
  readonly shown: VenueKeyView;
  readonly ask: AskDesk;
  readonly onClose: () => void;
}) {
  const { shown, ask } = props;
  const [sending, setSending] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const send = async (): Promise<void> => {
    setSending(true);
    setAsked(await ask((desk) => desk.retire.mutate({ id: shown.id })));
    setSending(false);
  };
  const done = asked?.kind === "done";
  return (
    <Modal
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={`Retire “${shown.label}”?`}
      description="Without a key the engine cannot start again. To change keys, replace this one instead. It is refused while pairs are open on it."
    >
      <div className="grid gap-3 px-4 py-3">
        <Answer asked={asked} />
        <div className="flex justify-end gap-2 max-md:*:h-11 max-md:*:flex-1">
          <Button onClick={props.onClose}>{done ? "Close" : "Cancel"}</Button>
          {!done && (
            <Button tone="danger" disabled={sending} onClick={() => void send()}>
              {sending ? "Sending…" : "Retire key"}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}
