"use client";

import type { ConfigPreview, ConfigView } from "@evenkeel/api/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useDesk } from "../command/OrderDesk.tsx";
import { newCommandId } from "../command/send.ts";
import { useStepUp } from "../confirm/StepUp.tsx";
import type { EngineClient } from "../live/connect.ts";
import { useEngine, useLink } from "../live/LiveDeck.tsx";
import { errorOf } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { Modal } from "../ui/Modal.tsx";
import { Moves } from "./Moves.tsx";
import { CONFIG_KEY, useRefreshConfig } from "./useConfig.ts";
import type { Wish } from "./wish.ts";

const REASON_LENGTH_MAX = 200;

/** What moves, which way, and why; then it is made on exactly the version that was looked at. */
export function ReviewDialog(props: {
  readonly wish: Wish;
  readonly view: ConfigView;
  readonly onMade: () => void;
  readonly onClose: () => void;
}) {
  const { wish, view, onMade, onClose } = props;
  const engine = useEngine();
  const live = useLink().kind === "live";
  const withStepUp = useStepUp();
  const refresh = useRefreshConfig();
  const [reason, setReason] = useState("");
  const looked = useQuery({
    queryKey: [...CONFIG_KEY, "review", view.version, JSON.stringify(wish.asked)],
    queryFn: () => clientOf(engine.client()).config.preview.query(wish.asked),
    enabled: live,
  });
  const preview = looked.data ?? null;
  const [sent, setSent] = useState<{ readonly id: string; readonly base: number } | null>(null);
  const make = useMutation({
    mutationFn: async (base: number) => {
      // The same id for the same change on the same version: asking again cannot make it twice.
      const asked = sent?.base === base ? sent : { id: newCommandId(), base };
      setSent(asked);
      const receipt = await withStepUp(() => wish.send(clientOf(engine.client()), { ...asked, reason }));
      if (receipt.state === "refused") throw new Error(receipt.text);
    },
    onSuccess: onMade,
    onSettled: refresh,
  });
  const failed = make.error === null ? null : sentenceOf(make.error);
  const canMake = preview?.kind === "possible" && preview.changes.length > 0 && live && !make.isPending;
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={wish.title}
      className="w-[min(38rem,calc(100vw-1.5rem))]"
    >
      <div className="grid gap-3 px-4 py-3">
        <Look preview={preview} view={view} />
        <Field
          label="Why (kept in the history)"
          value={reason}
          maxLength={REASON_LENGTH_MAX}
          autoComplete="off"
          onChange={(event) => setReason(event.target.value)}
        />
        <div aria-live="polite">{failed !== null && <p className="text-danger">{failed}</p>}</div>
        <div className="flex justify-end gap-2 max-md:*:h-11 max-md:*:flex-1">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            tone="primary"
            disabled={!canMake}
            onClick={() => preview?.kind === "possible" && make.mutate(preview.base)}
          >
            {make.isPending ? "Making it…" : "Make this change"}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

function clientOf(client: EngineClient | null): EngineClient {
  if (client === null) throw new Error("The engine is out of sight.");
  return client;
}

function sentenceOf(error: Error): string | null {
  const known = errorOf(error);
  if (known?.code === "NOT_CONFIRMED") return null;
  if (known?.code === "CONFIG_CHANGED")
    return "Somebody changed the configuration meanwhile. Above is what yours would do now.";
  const text = known?.message ?? error.message;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? "" : "."}`;
}

function Look({ preview, view }: { readonly preview: ConfigPreview | null; readonly view: ConfigView }) {
  const { role } = useDesk();
  switch (preview?.kind) {
    case undefined:
      return <span className="skeleton h-16" />;
    case "refused":
      return <p className="text-danger">{preview.refusal.message}</p>;
    case "stale":
      return <p className="text-warn">The configuration was changed meanwhile. Close this and look again.</p>;
    case "no-such-version":
      return <p className="text-danger">There is no version {preview.version}.</p>;
    case "possible":
      if (preview.changes.length === 0) return <p className="text-dim">Nothing would move: it says so already.</p>;
      return (
        <>
          <Moves moves={preview.changes} keys={view.keys} />
          {preview.notices.map(({ path, message }) => (
            <p key={path} className="text-warn">
              {message}
            </p>
          ))}
          {preview.loosens && (
            <p className="text-dim">
              This lets more risk through than before
              {role === "admin" ? ": you are asked to confirm that it is you." : ": an admin must make it."}
            </p>
          )}
        </>
      );
  }
}
