"use client";

import type { CommandReceipt } from "@evenkeel/api/client";
import type { FlatProofView } from "@evenkeel/api/views";
import { useState } from "react";
import { useStepUp } from "../confirm/StepUp.tsx";
import { useEngine, useLink, useSection } from "../live/LiveDeck.tsx";
import { errorOf } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { Modal } from "../ui/Modal.tsx";
import { consequences, ORDERS, type Order } from "./order.ts";
import { newCommandId, sendOrder } from "./send.ts";

type Progress =
  | { readonly kind: "asking" }
  | { readonly kind: "sending" }
  | { readonly kind: "received"; readonly receipt: CommandReceipt }
  | { readonly kind: "refused"; readonly text: string }
  /** Nothing came back: it may or may not have happened. The same id asks again without doing it twice. */
  | { readonly kind: "unconfirmed" };

/** Says what will happen, sends it once, then says what the engine and the venues confirmed. */
export function OrderDialog({ order, onClose }: { readonly order: Order; readonly onClose: () => void }) {
  const engine = useEngine();
  const withStepUp = useStepUp();
  const link = useLink();
  const pairs = useSection("capacity")?.pairsHeld ?? 0;
  const flat = useSection("status")?.flatProof ?? null;
  const [id] = useState(newCommandId);
  const [progress, setProgress] = useState<Progress>({ kind: "asking" });
  const words = ORDERS[order.kind];
  const reachable = link.kind === "live";

  const send = async (): Promise<void> => {
    const client = engine.client();
    if (client === null) return;
    setProgress({ kind: "sending" });
    try {
      const receipt = await withStepUp(() => sendOrder(client, order, { id, reason: "dashboard" }));
      setProgress({ kind: "received", receipt });
    } catch (error) {
      const known = errorOf(error);
      if (known?.code === "NOT_CONFIRMED") return setProgress({ kind: "asking" });
      const refused = known !== null && known.code !== "ENGINE_UNAVAILABLE" && known.code !== "INTERNAL";
      setProgress(refused ? { kind: "refused", text: known.message } : { kind: "unconfirmed" });
    }
  };

  const again = progress.kind === "unconfirmed";
  const asking = progress.kind === "asking" || progress.kind === "sending" || again;
  return (
    <Modal open onOpenChange={(open) => !open && onClose()} title={titleOf(order)}>
      <div className="grid gap-3 px-4 py-3">
        <ul className="grid gap-1.5">
          {consequences(order, pairs).map((line) => (
            <li key={line} className="flex gap-2 text-text">
              <span aria-hidden="true" className="text-faint">
                ·
              </span>
              {line}
            </li>
          ))}
        </ul>
        <div aria-live="polite" className="min-h-5">
          <Outcome progress={progress} reachable={reachable} flat={order.kind === "flatten" ? flat : null} />
        </div>
        <div className="flex justify-end gap-2 max-md:*:h-11 max-md:*:flex-1">
          <Button onClick={onClose}>{!asking ? "Close" : order.kind === "cancel-order" ? "Leave it" : "Cancel"}</Button>
          {asking && (
            <Button
              tone={words.tone === "stop" ? "danger" : "primary"}
              disabled={!reachable || progress.kind === "sending"}
              onClick={() => void send()}
              autoFocus
            >
              {progress.kind === "sending" ? "Sending…" : again ? "Ask again" : words.label}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}

function titleOf(order: Order): string {
  if (order.kind === "close-pair") return `Close ${order.symbol}?`;
  return order.kind === "cancel-order" ? `Take order ${order.order} back?` : `${ORDERS[order.kind].label}?`;
}

function Outcome(props: {
  readonly progress: Progress;
  readonly reachable: boolean;
  readonly flat: FlatProofView | null;
}) {
  const { progress, reachable, flat } = props;
  if (!reachable && progress.kind !== "received")
    return <p className="text-warn">The engine is out of sight. Nothing is sent until the connection is back.</p>;
  switch (progress.kind) {
    case "asking":
    case "sending":
      return null;
    case "unconfirmed":
      return <p className="text-warn">No answer. It may have been taken; asking again cannot do it twice.</p>;
    case "refused":
      return <p className="text-danger">Refused: {progress.text}.</p>;
    case "received":
      // The venue's word is the end of it; what was under way before is no longer news.
      if (flat?.kind === "flat") return <p className="text-gain">Done: {flat.text}</p>;
      return (
        <div className="grid gap-1">
          <p className={progress.receipt.state === "refused" ? "text-danger" : "text-gain"}>
            {progress.receipt.state === "refused"
              ? "Refused: "
              : progress.receipt.state === "done"
                ? "Done: "
                : "Under way: "}
            {progress.receipt.text}
          </p>
          {flat !== null && <p className="text-dim">Venues: {flat.text}</p>}
        </div>
      );
  }
}
