import type { ClientOrderId, InstrumentIndex, LegName, PlanId } from "../ids/index.ts";
import type { Amount, Price, Quantity, WallTimeMs } from "../units/index.ts";

export type Side = "buy" | "sell";

/** Why an order exists; decides which rules may hold it back. Only `enter` adds risk. */
export type OrderPurpose = "enter" | "hedge" | "repair" | "exit";

/** How an order meets the book. */
export type OrderStyle =
  | "immediate" // takes what is there up to its price and forgets the rest
  | "post-only" // rests at its price, or is not taken at all
  | "resting" // takes what is there up to its price and rests with what is left, until we take it back
  | "market"; // takes whatever there is: the last exit only

export type OrderIntent = {
  readonly clientOrderId: ClientOrderId;
  readonly plan: PlanId;
  readonly leg: LegName;
  readonly attempt: number;
  readonly instrument: InstrumentIndex;
  readonly side: Side;
  readonly style: OrderStyle;
  readonly quantity: Quantity;
  /** The worst price taken; of a market order, what it was decided at: no venue is told. */
  readonly priceLimit: Price;
  /** What the book's top was when this was decided, to measure it by; 0 where none was seen. */
  readonly bidPrice: Price;
  readonly askPrice: Price;
  readonly reduceOnly: boolean;
  readonly purpose: OrderPurpose;
  readonly createdAt: WallTimeMs;
  readonly leaseEpoch: number;
  readonly approval: Approval;
};

/** An order before risk has sealed it. */
export type OrderDraft = Omit<OrderIntent, "approval">;

/** The risk module's seal on one exact intent: a changed field no longer matches `intentHash`. */
export type Approval = {
  readonly rules: "entry" | "reduce-only";
  readonly intentHash: string;
  readonly limitsVersion: number;
  readonly sequence: number;
};

export type OrderState =
  | "intended" // decided; the durable commit is under way
  | "sending" // committed; the one send is under way
  | "acknowledged" // the venue has it
  | "cancelling" // it rests and was asked back: its end is the venue's to tell
  | "unknown" // reply lost: exposure reserved until the venue proves otherwise
  | "settling" // the venue says it is done; its fills are not all booked yet
  | "filled"
  | "expired" // venue says done with less than the full quantity filled (IOC remainder, cancel)
  | "rejected" // the venue refused it
  | "absent" // the venue was asked often enough past the receive window: it never got it
  | "abandoned"; // intended before a restart or after a failed commit, never sent

/** An order that can fill later, while nobody looks. */
export const canRest = (style: OrderStyle): boolean => style === "post-only" || style === "resting";

export type Order = {
  readonly intent: OrderIntent;
  state: OrderState;
  /** From fills, by trade id; never from the order report. */
  filledQuantity: Quantity;
  filledQuote: Amount;
  /** What the venue's report says it executed: fills still owed are `reported - filled`. */
  reportedQuantity: Quantity;
  venueOrderId: string | null;
  sentAt: WallTimeMs | null;
  stateSince: WallTimeMs;
  absentPolls: number;
  refusal: string | null;
};
