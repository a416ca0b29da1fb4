import { fingerprint } from "../units/index.ts";
import type { OrderDraft } from "./intent.ts";

/** Fingerprint of every field of an intent; recomputed before the send, so a changed one is never sent. */
export function intentHash(intent: OrderDraft): string {
  return fingerprint(
    [
      intent.clientOrderId,
      intent.plan,
      intent.leg,
      intent.attempt,
      intent.instrument,
      intent.side,
      intent.style,
      intent.quantity,
      intent.priceLimit,
      intent.bidPrice,
      intent.askPrice,
      intent.reduceOnly,
      intent.purpose,
      intent.createdAt,
      intent.leaseEpoch,
    ].join("|"),
  );
}
