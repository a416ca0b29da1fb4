import type { ClientOrderId, InstrumentIndex, VenueId } from "../ids/index.ts";
import type { OrderIntent } from "../order/intent.ts";
import type { VenueTimeMs, WallTimeMs } from "../units/index.ts";
import type { AccountCheckpoint, DurableBatch } from "./durable.ts";
import type { TransferIntent } from "./transfer.ts";

/** One thing to do in the world. Its executor makes one attempt and hands the outcome back as an event. */
export type Effect =
  /** `awaited`: completes as `persisted`/`persist-failed`; a send depends on it. */
  | { readonly kind: "persist"; readonly batch: DurableBatch; readonly awaited: boolean; readonly reducesRisk: boolean }
  /**
   * `checkedAt`: no later than the commit that found the lease still ours. The request is signed with this time, never
   * with a later one: however long it is held up, the venue refuses it once its receive window is over (I12).
   */
  | { readonly kind: "send"; readonly intent: OrderIntent; readonly checkedAt: WallTimeMs }
  | {
      readonly kind: "query-order";
      readonly venue: VenueId;
      readonly clientOrderId: ClientOrderId;
      readonly instrument: InstrumentIndex;
    }
  | {
      readonly kind: "cancel-order";
      readonly venue: VenueId;
      readonly clientOrderId: ClientOrderId;
      readonly instrument: InstrumentIndex;
      /** Of an order that is not ours: it may have no other name. */
      readonly venueOrderId?: string;
    }
  /** Inside one account of one venue. `checkedAt`: as with a send. */
  | {
      readonly kind: "transfer";
      readonly venue: VenueId;
      readonly intent: TransferIntent;
      readonly checkedAt: WallTimeMs;
    }
  | { readonly kind: "cancel-open-orders"; readonly venue: VenueId; readonly instrument: InstrumentIndex }
  | {
      readonly kind: "read-account";
      readonly venue: VenueId;
      readonly requestId: number;
      readonly since: AccountCheckpoint;
      /** Nothing can be hedged or closed before it: it may use what the request budget keeps for that. */
      readonly urgent: boolean;
    }
  | { readonly kind: "read-depth"; readonly venue: VenueId; readonly instrument: InstrumentIndex }
  /** What was traded in each hour since then. */
  | {
      readonly kind: "read-volume";
      readonly venue: VenueId;
      readonly instrument: InstrumentIndex;
      readonly since: VenueTimeMs;
    }
  /** Margin type and leverage of a perpetual, before its first order. */
  | {
      readonly kind: "prepare-leg";
      readonly venue: VenueId;
      readonly instrument: InstrumentIndex;
      readonly leverage: number;
    };
