import type { UnknownCode, VerdictReason } from "@evenkeel/api/views";
import { formatCompact, formatNumber, THIN } from "./number.ts";

const UNKNOWN: Readonly<Record<UnknownCode, string>> = {
  starting: "Not known yet: the engine is starting.",
  reconciling: "Not known yet: the books are being compared with the venue.",
  "no-market-data": "Not known: the venue has sent no prices.",
  stale: "Not known: the last prices are too old.",
  "no-positions": "There is no open position.",
  "venue-silent": "Not known: the venue does not answer.",
  "not-measured": "Not measured yet.",
  "too-little-history": "Not known yet: too little history.",
};

export const unknownText = (why: string | null): string =>
  UNKNOWN[why as UnknownCode] ?? `Not known${why === null ? "" : `: ${why.replaceAll("-", " ")}`}.`;

/** Chip and what the two numbers are, by the rule's stable code. A code not listed here is shown as it is. */
const RULES: Readonly<Record<string, readonly [chip: string, subject: string]>> = {
  "not-trading": ["not trading", "the venue has closed this market"],
  underlying: ["underlying", "not a crypto asset"],
  "pair-ratio": ["mismatch", "spot and perpetual apart"],
  quarantined: ["quarantined", "its data failed a check"],
  stale: ["stale", "last price"],
  "history-short": ["history", "history"],
  "listed-days": ["listing", "listed"],
  mean: ["funding", "7-day mean"],
  median: ["funding", "30-day median"],
  "next-rate": ["next rate", "next estimate"],
  "cap-hit": ["cap", "cap hits"],
  volume: ["volume", "24 h volume"],
  "open-interest": ["interest", "open interest"],
  spread: ["spread", "spread"],
  discount: ["basis", "discount"],
  "minimum-spread": ["funding", "per 8 h"],
  cost: ["cost", "expected net"],
  cash: ["cash", "return on capital"],
  "depth-unknown": ["depth", "depth not read"],
  depth: ["depth", "depth"],
  "settlement-near": ["queued", "settlement in"],
};

const UNITS: Readonly<Record<string, string>> = {
  bps: "bp",
  "bps/8h": "bp",
  "%/year": "%",
  "x order": "\u00d7 order",
  days: "d",
  USDT: "USDT",
  ms: "s",
  s: "s",
};

const wordOf = (code: string): string => code.replaceAll("-", " ");

export const chipOf = (reason: VerdictReason): string => RULES[reason.code]?.[0] ?? wordOf(reason.code);

const measure = (value: number, unit: string): string => {
  if (unit === "ms") return formatNumber(value / 1_000, 1);
  if (unit === "USDT") return formatCompact(value);
  return formatNumber(value, Number.isInteger(value) ? 0 : 1);
};

/** "discount 9.4 > 5 bp": the number that was there, how it failed, the number it had to meet. */
export function reasonText({ code, have, need, unit, bound }: VerdictReason): string {
  const subject = RULES[code]?.[1] ?? wordOf(code);
  if (have === null || need === null || bound === "none") return subject;
  const failed = bound === "min" ? "<" : ">";
  const shown = UNITS[unit] ?? unit;
  return `${subject} ${measure(have, unit)} ${failed} ${measure(need, unit)}${shown === "" ? "" : `${THIN}${shown}`}`;
}
