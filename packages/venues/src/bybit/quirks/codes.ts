import type { FailureKind } from "../../common/transport/failure.ts";

/**
 * Bybit's own numbers (bybit-exchange.github.io/docs/v5/error). They come with a good status more often than not, so
 * the status says little; a number that is in none of these leaves the outcome open.
 */
const KINDS: Readonly<Record<string, FailureKind>> = {
  "403": "rate-limited", // the address asked too often, or may not ask at all
  "10000": "connectivity", // server time-out: what became of the request is not known
  "10001": "refusal", // a parameter is wrong
  "10002": "clock", // outside of the receive window
  "10003": "authentication", // API key is invalid
  "10004": "authentication", // signature
  "10005": "authentication", // permissions of the key
  "10006": "rate-limited", // the account's own limit of an endpoint
  "10007": "authentication",
  "10008": "authentication", // user banned
  "10009": "authentication", // address banned
  "10010": "authentication", // address is not the key's
  "10014": "connectivity", // the same request again: the first one counts
  "10016": "connectivity", // internal error, service restarting
  "10017": "refusal", // no such route
  "10018": "rate-limited", // the address's limit
  "10020": "refusal",
  "10024": "authentication", // compliance
  "10027": "authentication", // trading banned
  "10028": "refusal", // for unified accounts only
  "10029": "refusal", // symbol is not on the key's list
  "33004": "authentication", // the key has expired
  "100028": "refusal", // not for unified accounts
  "110030": "connectivity", // an order of this id exists: ours
  "110072": "connectivity", // an order of our id exists
  "170001": "connectivity", // internal error
  "170005": "rate-limited", // too many new orders
  "170007": "connectivity", // time-out waiting for the backend
  "170032": "connectivity", // network error
  "170035": "connectivity", // submitted to the system for processing
  "170141": "connectivity", // an order of our id exists
  "170146": "connectivity", // order creation timed out
  "170147": "connectivity", // order cancellation timed out
  "170149": "connectivity", // create order failed, without a reason
  "170150": "connectivity", // cancel order failed, without a reason
  "3400045": "refusal", // margin mode cannot be set
};

/** 110xxx are contracts, 170xxx spot, 131xxx transfers: refusals, but for those named above. */
const REFUSALS = /^(?:110|131|170)\d{3}$/;

export function kindOfCode(code: string): FailureKind | undefined {
  if (Object.hasOwn(KINDS, code)) return KINDS[code];
  return REFUSALS.test(code) ? "refusal" : undefined;
}

export const CODE_LEVERAGE_SAME = "110043";
export const CODE_MARGIN_MODE_SAME = "110026";
/** The order has ended, or never was. */
export const CODES_NOTHING_TO_CANCEL: ReadonlySet<string> = new Set([
  "110001", // does not exist
  "110008", // has been finished or cancelled
  "110010", // already cancelled
  "170139", // has been filled
  "170142", // has been cancelled
  "170143", // cannot be found on the book
  "170190", // cancel has been finished
  "170213", // does not exist
]);
/** Of the two limits only these are the address's. */
export const CODES_OF_ADDRESS: ReadonlySet<string> = new Set(["403", "10018"]);
