import type { FailureKind } from "../../common/transport/failure.ts";

/**
 * Binance's own error codes, spot and USDT-M together (developers.binance.com, "Error codes"). Only codes whose
 * meaning decides something are listed; the rest follow the HTTP status.
 */
const KINDS: Readonly<Record<string, FailureKind>> = {
  "-1000": "connectivity", // unknown error while processing
  "-1001": "connectivity", // internal error, unable to process
  "-1006": "connectivity", // unexpected answer from the message bus: execution status unknown
  "-1007": "connectivity", // timeout waiting for the backend: send and execution status unknown
  "-1003": "rate-limited", // too many requests
  "-1015": "rate-limited", // too many new orders
  "-4116": "connectivity", // an order of our id exists: ours
  "-1021": "clock", // timestamp outside of the receive window
  "-1022": "authentication", // signature not valid
  "-2014": "authentication", // API key format
  "-2015": "authentication", // API key, IP or permissions
  "-2008": "authentication", // bad API id
};

/** Documented refusals that come with other statuses now and then; they close the outcome whatever the status. */
const REFUSALS = new Set([
  "-1013", // filter failure
  "-1100",
  "-1101",
  "-1102", // mandatory parameter missing
  "-1106",
  "-1111", // precision over the maximum
  "-1116",
  "-1121", // bad symbol
  "-2010", // new order rejected
  "-2011", // cancel rejected
  "-2013", // order does not exist
  "-2018", // balance not sufficient
  "-2019", // margin not sufficient
  "-2020", // unable to fill
  "-2021", // would trigger at once
  "-2022", // reduce-only rejected
  "-2026", // order archived
  "-2027", // beyond the leverage's position limit
  "-2028", // leverage smaller than permitted
  "-5021", // fill-or-kill not filled
  "-5022", // post-only would take
]);

/** -4000 to -4999 are filters and account settings. */
const FILTERS = /^-4\d{3}$/;

/** Spot tells by its words alone that an order of our id is there already; everything else of this code is a refusal. */
const REJECTED = "-2010";
const DUPLICATE = "Duplicate order sent.";

export function kindOfCode(code: string, message: string): FailureKind | undefined {
  if (code === REJECTED && message === DUPLICATE) return "connectivity";
  const kind = KINDS[code];
  if (kind !== undefined) return kind;
  return REFUSALS.has(code) || FILTERS.test(code) ? "refusal" : undefined;
}

export const CODE_ORDER_ABSENT = "-2013";
export const CODE_NOTHING_TO_CANCEL = "-2011";
export const CODE_MARGIN_TYPE_SAME = "-4046";
