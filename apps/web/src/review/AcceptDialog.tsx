"use client";

import type { CommandReceipt, VenueReviewView } from "@evenkeel/api/client";
import { type SyntheticEvent, useState } from "react";
import { newCommandId } from "../command/send.ts";
import { useStepUp } from "../confirm/StepUp.tsx";
import { useClient } from "../live/useClient.ts";
import { errorOf } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { Modal } from "../ui/Modal.tsx";
import { doings } from "./DifferenceTable.tsx";
import { useRefreshReview } from "./useReview.ts";
import { BOOKINGS, type BookAs } from "./words.ts";

const REASON_LENGTH_MAX = 200;

type Progress =
  | { readonly kind: "asking" }
  | { readonly kind: "sending" }
  | { readonly kind: "received"; readonly receipt: CommandReceipt }
  | { readonly kind: "refused"; readonly text: string }
  /** Nothing came back: the same id asks again without doing it twice. */
  | { readonly kind: "unconfirmed" };

/** Everything that is about to be booked, why, and then what the engine made of it. */
export function AcceptDialog(props: {
  readonly venue: VenueReviewView;
  /** Of the differences at the moment this was opened. */
  readonly print: string;
  readonly as: BookAs;
  readonly printNow: string | null;
  readonly onClose: () => void;
}) {
  const { venue, print, as, printNow, onClose } = props;
  const client = useClient();
  const withStepUp = useStepUp();
  const refresh = useRefreshReview();
  const [id] = useState(newCommandId);
  const [reason, setReason] = useState("");
  const [progress, setProgress] = useState<Progress>({ kind: "asking" });
  const asking = progress.kind !== "received" && progress.kind !== "refused";
  const moved = asking && printNow !== print;

  const send = async (): Promise<void> => {
    setProgress({ kind: "sending" });
    try {
      const input = { id, reason: reason.trim(), venue: venue.venue, print, as };
      const receipt = await withStepUp(() => client().commands.acceptVenue.mutate(input));
      setProgress({ kind: "received", receipt });
    } catch (error) {
      const known = errorOf(error);
      if (known?.code === "NOT_CONFIRMED") return setProgress({ kind: "asking" });
      const refused = known !== null && known.code !== "ENGINE_UNAVAILABLE" && known.code !== "INTERNAL";
      setProgress(refused ? { kind: "refused", text: known.message } : { kind: "unconfirmed" });
    } finally {
      await refresh();
    }
  };
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void send();
  };
  const again = progress.kind === "unconfirmed";
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Take ${venue.label}'s word?`}
      className="w-[min(38rem,calc(100vw-1.5rem))]"
    >
      <form onSubmit={submit} className="grid gap-3 px-4 py-3">
        <ul className="grid gap-1">
          {venue.differences.map(({ name, subject, unit, accepting }) => (
            <li key={name} className="break-words">
              {subject}: {doings(accepting, unit).join("; ")}
            </li>
          ))}
        </ul>
        {venue.afterwards.length > 0 && (
          <div>
            <p className="text-dim">Afterwards, by itself:</p>
            <ul>
              {venue.afterwards.map((line) => (
                <li key={line} className="break-words">
                  {line}
                </li>
              ))}
            </ul>
          </div>
        )}
        <p className="text-dim">
          As: {BOOKINGS.find((each) => each.as === as)?.label.toLowerCase()}. Named by{" "}
          <code className="font-mono">{print}</code>: anything that has moved since is refused.
        </p>
        {asking && (
          <Field
            label="Why (kept in the audit)"
            value={reason}
            maxLength={REASON_LENGTH_MAX}
            autoComplete="off"
            required
            autoFocus
            onChange={(event) => setReason(event.target.value)}
          />
        )}
        <div aria-live="polite" className="min-h-5">
          {moved ? (
            <p className="text-warn">The differences moved while you looked. Close this and look again.</p>
          ) : (
            <Outcome progress={progress} />
          )}
        </div>
        <div className="flex justify-end gap-2 max-md:*:h-11 max-md:*:flex-1">
          <Button onClick={onClose}>{asking ? "Cancel" : "Close"}</Button>
          {asking && (
            <Button
              tone="primary"
              type="submit"
              disabled={reason.trim() === "" || progress.kind === "sending" || (moved && !again)}
            >
              {progress.kind === "sending" ? "Sending…" : again ? "Ask again" : "Accept"}
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
}

function Outcome({ progress }: { readonly progress: Progress }) {
  switch (progress.kind) {
    case "asking":
    case "sending":
      return null;
    case "unconfirmed":
      return <p className="text-warn">No answer. It may have been booked; asking again cannot book it twice.</p>;
    case "refused":
      return <p className="text-danger">Refused: {progress.text}.</p>;
    case "received":
      return (
        <p className={progress.receipt.state === "refused" ? "text-danger" : "text-gain"}>
          {progress.receipt.state === "refused" ? "Refused: " : "Done: "}
          {progress.receipt.text}.
        </p>
      );
  }
}
