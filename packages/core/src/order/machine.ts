import type { OrderState } from "./intent.ts";

/**
 * What can happen to an order. `done-*` is the venue's word that nothing more can execute; whether its fills are
 * booked is told apart, because a terminal state needs both.
 */
export type OrderHappening =
  | "stored" // the intent is durable
  | "not-stored" // the commit failed: it was never sent
  | "withheld" // durable, but the send gate said no
  | "reply-open"
  | "reply-done-whole" // done, all fills booked, full quantity
  | "reply-done-part" // done, all fills booked, less than the full quantity
  | "reply-done-owing" // done, fills not booked yet
  | "refused"
  | "reply-lost"
  | "asked-back" // a cancel is on its way; what it did only a question tells
  | "not-known" // the venue was asked and does not know it now: no proof that it never did
  | "recovered" // found unfinished after a restart
  | "proven-absent"
  | "given-up"; // nothing could be proven in time, and a person took the venue's word for what it did

type Table = { readonly [State in OrderState]: { readonly [Happening in OrderHappening]?: OrderState } };

const REPLIES = {
  "reply-open": "acknowledged",
  "reply-done-whole": "filled",
  "reply-done-part": "expired",
  "reply-done-owing": "settling",
} as const;

/** Everything that may happen; what is missing here is ignored by the machine and reported by its caller. */
export const ORDER_TRANSITIONS: Table = {
  intended: { stored: "sending", "not-stored": "abandoned", withheld: "abandoned", recovered: "unknown" },
  sending: { ...REPLIES, refused: "rejected", "reply-lost": "unknown", recovered: "unknown" },
  acknowledged: {
    ...REPLIES,
    refused: "rejected",
    "asked-back": "cancelling",
    "not-known": "unknown",
    recovered: "unknown",
  },
  cancelling: {
    ...REPLIES,
    "reply-open": "cancelling",
    refused: "rejected",
    "asked-back": "cancelling",
    "not-known": "unknown",
    recovered: "unknown",
  },
  settling: {
    "reply-done-whole": "filled",
    "reply-done-part": "expired",
    "reply-done-owing": "settling",
    recovered: "unknown",
    "given-up": "expired",
  },
  unknown: {
    ...REPLIES,
    refused: "rejected",
    "asked-back": "unknown",
    "not-known": "unknown",
    "proven-absent": "absent",
    "given-up": "absent",
    recovered: "unknown",
  },
  // Terminal. A fill that still comes (the venue's word was wrong or late) is booked, and the order reopened for asking.
  filled: {},
  expired: { "reply-done-whole": "filled", "reply-done-owing": "settling" },
  rejected: {
    "reply-open": "unknown",
    "reply-done-whole": "filled",
    "reply-done-part": "expired",
    "reply-done-owing": "settling",
  },
  absent: {
    "reply-open": "unknown",
    "reply-done-whole": "filled",
    "reply-done-part": "expired",
    "reply-done-owing": "settling",
  },
  abandoned: {},
};

export function nextOrderState(state: OrderState, happening: OrderHappening): OrderState | null {
  return ORDER_TRANSITIONS[state][happening] ?? null;
}

const TERMINAL: ReadonlySet<OrderState> = new Set(["filled", "expired", "rejected", "absent", "abandoned"]);
export const isTerminal = (state: OrderState): boolean => TERMINAL.has(state);

/** States in which the venue may hold or execute something we cannot see yet. */
export const isLive = (state: OrderState): boolean => !TERMINAL.has(state);
