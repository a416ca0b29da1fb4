import type { Asset, InstrumentIndex, PlanId, TransferId, VenueId } from "../ids/index.ts";
import type { Amount, VenueTimeMs, WallTimeMs } from "../units/index.ts";
import type { Wallet } from "./fill.ts";

/** Another wallet of the same account, or the margin of one isolated position. */
export type TransferTarget =
  | { readonly kind: "wallet"; readonly wallet: Wallet }
  | { readonly kind: "position"; readonly instrument: InstrumentIndex };

/** Money on its way inside one account of one venue: never to another venue, never out. */
export type TransferIntent = {
  readonly id: TransferId;
  readonly venue: VenueId;
  readonly asset: Asset;
  readonly amount: Amount;
  readonly from: Wallet;
  readonly to: TransferTarget;
  /** The pair whose liquidation had come near. */
  readonly plan: PlanId;
  readonly createdAt: WallTimeMs;
  /** A row of the venue's that tells of it is no older. */
  readonly createdVenueAt: VenueTimeMs;
  readonly leaseEpoch: number;
};

export type TransferState =
  | "intended" // waits for its commit
  | "sending"
  | "unknown" // the reply was lost: only what is read later tells
  | "done"
  | "refused"
  | "absent" // proven never to have come
  | "overtaken" // a later read tells how the position stands, whether or not this came
  | "abandoned"; // never sent

export type Transfer = {
  readonly intent: TransferIntent;
  readonly state: TransferState;
  /** Of the commit that is waited for. */
  readonly sequence: number;
  readonly sentAt: WallTimeMs | null;
  /** Whole reads, begun when it could no longer arrive, that did not show it. */
  readonly absentReads: number;
};
