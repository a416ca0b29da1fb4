/**
 * How long an order took from one door to the next, in microseconds. `null`: it never came so far, or nobody measured.
 * `decide`: from the event it was decided on to the intent. `store`: to the word that it is durable. `hand`: to the
 * venue's gateway. `reply`: to the venue's answer, signing and the way there included. `fill`: to the first fill booked.
 */
export const HOPS = ["decide", "store", "hand", "reply", "fill"] as const;
export type Hop = (typeof HOPS)[number];
export type HopMicros = { readonly [Name in Hop]: number | null };
