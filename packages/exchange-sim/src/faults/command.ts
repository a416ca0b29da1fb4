import type { Side } from "../book/quote.ts";
import type { Market } from "../world/instrument.ts";

/** What a fault does to the state. Journaled like any command: a restart stands where it stood. */
export type FaultCommand =
  | {
      /** Somebody was faster: of what a taker wants, the book up to a price holds a share and no more. */
      readonly kind: "take-depth";
      readonly venueTimeMs: number;
      readonly market: Market;
      readonly symbol: string;
      /** The taker's. */
      readonly side: Side;
      /** Null is the whole book. */
      readonly price: string | null;
      readonly quantity: string;
      /** Of the quantity, how much is left to find: 0 is nothing. */
      readonly share: number;
    }
  | {
      /** Of what was taken from one side of a book, no more than this stays away: the rest is back at once. */
      readonly kind: "return-depth";
      readonly venueTimeMs: number;
      readonly market: Market;
      readonly symbol: string;
      /** The taker's. */
      readonly side: Side;
      /** A mantissa at the market's quantity scale. */
      readonly takenMax: number;
    }
  | {
      /** Mark over index moves by a fraction and comes back as the venue smooths it. */
      readonly kind: "skew-mark";
      readonly venueTimeMs: number;
      readonly symbol: string;
      readonly fraction: number;
    }
  | {
      /** What prices are counted in changes its worth: all of them move at once. */
      readonly kind: "shift-prices";
      readonly venueTimeMs: number;
      readonly logReturn: number;
    }
  | {
      /** A coin that is meant to be worth a dollar is worth something else; the quote asset stands. */
      readonly kind: "shift-dollar";
      readonly venueTimeMs: number;
      readonly coin: string;
      readonly logReturn: number;
    }
  | {
      /** The next settlement is paid this many seconds after its hour. */
      readonly kind: "delay-funding";
      readonly venueTimeMs: number;
      readonly seconds: number;
    }
  | {
      /** A second row for a settlement that was booked wrong. */
      readonly kind: "correct-funding";
      readonly venueTimeMs: number;
      readonly account: string;
      readonly symbol: string;
      readonly amount: string;
    };
