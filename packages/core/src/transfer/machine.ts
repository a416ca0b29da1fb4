import type { TransferState } from "../events/transfer.ts";

export type TransferHappening =
  | "stored"
  | "not-stored"
  | "withheld"
  | "confirmed"
  | "refused"
  | "reply-lost"
  | "recovered" // found unfinished after a restart
  | "shown" // the venue's own row tells of it
  | "proven-absent"
  | "read-anew";

type Table = { readonly [State in TransferState]: { readonly [Happening in TransferHappening]?: TransferState } };

/** Everything that may happen; what is missing here is ignored by the machine and reported by its caller. */
export const TRANSFER_TRANSITIONS: Table = {
  intended: { stored: "sending", "not-stored": "abandoned", withheld: "abandoned", recovered: "unknown" },
  sending: { confirmed: "done", refused: "refused", "reply-lost": "unknown", recovered: "unknown" },
  unknown: {
    confirmed: "done",
    refused: "refused",
    shown: "done",
    "proven-absent": "absent",
    "read-anew": "overtaken",
    recovered: "unknown",
  },
  done: {},
  refused: {},
  absent: {},
  overtaken: {},
  abandoned: {},
};

export const nextTransferState = (state: TransferState, happening: TransferHappening): TransferState | null =>
  TRANSFER_TRANSITIONS[state][happening] ?? null;

export const isOver = (state: TransferState): boolean => Object.keys(TRANSFER_TRANSITIONS[state]).length === 0;
