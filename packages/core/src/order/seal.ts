import { fingerprint } from "../units/index.ts";
import type { OrderDraft } from "./intent.ts";

/** Fingerprint of everything the venue will see; recomputed before the send, so a changed intent is never sent. */
export function intentHash(intent: OrderDraft): string {
  return fingerprint(
    [
      intent.clientOrderId,
      intent.instrument,
      intent.side,
      intent.quantity,
      intent.priceLimit,
      intent.reduceOnly,
      intent.purpose,
      intent.leaseEpoch,
    ].join("|"),
  );
}
