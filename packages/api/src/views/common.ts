/** An exact amount as its decimal digits ("-12.5"). Never parsed to a float except to draw it. */
export type AmountText = string;

/** Why a number is not known. Unknown is never shown as zero. */
export type UnknownCode =
  | "starting"
  | "reconciling"
  | "no-market-data"
  | "stale"
  | "no-positions"
  | "venue-silent"
  | "not-measured"
  | "nothing-yet"
  | "too-little-history"
  | "funding-terms-unknown";

export type Known<T> = { readonly value: T } | { readonly value: null; readonly why: UnknownCode };

export const known = <T>(value: T): Known<T> => ({ value });
export const unknown = (why: UnknownCode): Known<never> => ({ value: null, why });

/** One side of a pair or of a candidate. The venue's name is for people. */
export type LegView = { readonly venue: string; readonly symbol: string; readonly kind: "spot" | "perpetual" };
