import type { AmountText } from "./common.ts";

/** Where the books and every venue stand with one another, difference by difference. */
export type ReviewView = {
  /** Why new risk waits for a person; null while nothing is halted. */
  readonly halted: string | null;
  readonly venues: readonly VenueReviewView[];
  /** At the venues and not ours: neither guarded nor closed, and their symbols take no new risk. */
  readonly outside: readonly OutsideView[];
};

export type OutsideView = {
  /** What `cancelOrder` takes. */
  readonly venue: string;
  readonly label: string;
  readonly symbol: string;
  /** Base amount of a position, signed; null of an order. */
  readonly held: AmountText | null;
  /** What `cancelOrder` takes; null of a position. */
  readonly order: string | null;
  /** A person has said that it is not ours. An order seen while running needs nobody to say so. */
  readonly accepted: boolean;
};

export type VenueReviewView = {
  /** What `acceptVenue` takes. */
  readonly venue: string;
  readonly label: string;
  /** `unread`: this process has not compared anything with this venue yet. */
  readonly standing: "agrees" | "differs" | "unread";
  /** Wall time of the account read both sides are of; null before the first. */
  readonly readAtMs: number | null;
  /** Reads in a row that failed since. */
  readonly readFailures: number;
  /** Names exactly the differences shown; null while there are none. */
  readonly print: string | null;
  /** Why nothing can be accepted at this moment; null when it can. */
  readonly waits: { readonly code: string; readonly text: string } | null;
  readonly differences: readonly DifferenceView[];
  /** What the engine does by itself once all of them are accepted, a sentence each. */
  readonly afterwards: readonly string[];
};

export type DifferenceView = {
  readonly kind: "balance" | "position" | "order" | "fate";
  /** Unique within the venue ("spot/USDT", "position BTCUSDT", "order web_1"). */
  readonly name: string;
  /** What `cancelOrder` takes; null of anything else. */
  readonly order: string | null;
  /** In words: "USDT in the spot wallet". */
  readonly subject: string;
  /** Of both sides; null of an order, which is there or is not, or whose fate is not known. */
  readonly unit: string | null;
  readonly ours: AmountText | null;
  readonly venues: AmountText | null;
  /** The venue's less ours. */
  readonly apart: AmountText | null;
  /** Wall time of the first read of this process that showed it. */
  readonly sinceMs: number;
  /** Pairs it concerns. */
  readonly pairs: readonly { readonly pairId: string; readonly symbol: string }[];
  readonly accepting: AcceptingView;
};

/** What accepting this difference does, before it is done. */
export type AcceptingView = {
  /** Into that wallet; against it stands capital or profit and loss, as the command says. */
  readonly booked: { readonly wallet: string; readonly asset: string; readonly amount: AmountText } | null;
  readonly legs: readonly {
    readonly pairId: string;
    readonly symbol: string;
    readonly leg: "long" | "short";
    readonly before: AmountText;
    readonly after: AmountText;
  }[];
  /** Kept on file as not ours: neither guarded nor closed by us. Base amount of a position; null of an order. */
  readonly outside: { readonly amount: AmountText | null } | null;
};
