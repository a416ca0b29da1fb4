import type { UnknownCode, VerdictReason } from "@evenkeel/api/views";
import { formatCompact, formatNumber, THIN } from "./number.ts";
import { formatDuration } from "./time.ts";

const UNKNOWN: Readonly<Record<UnknownCode, string>> = {
  starting: "Not known yet: the engine is starting.",
  reconciling: "Not known yet: the books are being compared with the venues.",
  "no-market-data": "Not known: the venue has sent no prices.",
  stale: "Not known: the last prices are too old.",
  "no-positions": "There is no open position.",
  "venue-silent": "Not known: the venue does not answer.",
  "not-measured": "Nobody measured it.",
  "nothing-yet": "Nothing of this has happened yet.",
  "funding-terms-unknown": "the venue has not told the bounds of its funding",
  "too-little-history": "Not known yet: too little history.",
};

/** Why an instrument's data is not believed, by the engine's stable names. */
const DATA_FAULTS: Readonly<Record<string, string>> = {
  zero: "the venue sent a zero price",
  crossed: "bid and ask are crossed",
  jump: "the price jumped",
  "mark-index": "mark and index prices are apart",
  "pair-ratio": "spot and perpetual are apart",
  "venues-apart": "two venues disagree on the price",
  malformed: "the venue sent something unreadable",
  "never-seen": "the venue has sent no price yet",
};

export const unknownText = (why: string | null): string =>
  UNKNOWN[why as UnknownCode] ??
  (why === null ? "Not known." : `Not known: ${DATA_FAULTS[why] ?? why.replaceAll("-", " ")}.`);

/** Chip and what the two numbers are, by the rule's stable code. A code not listed here is shown as it is. */
const RULES: Readonly<Record<string, readonly [chip: string, subject: string]>> = {
  "not-trading": ["not trading", "the venue has closed this market"],
  underlying: ["underlying", "not a crypto asset"],
  "pair-ratio": ["mismatch", "spot and perpetual apart"],
  "venues-apart": ["mismatch", "venues apart"],
  quarantined: ["quarantined", "its data failed a check"],
  stale: ["stale", "last price"],
  "history-short": ["history", "history"],
  "listed-days": ["listing", "listed"],
  mean: ["funding", "7-day mean"],
  median: ["funding", "30-day median"],
  "next-rate": ["next rate", "next estimate"],
  "cap-hit": ["cap", "cap hits"],
  volume: ["volume", "in 24 h"],
  "open-interest": ["interest", "open interest"],
  spread: ["spread", "spread"],
  discount: ["basis", "discount"],
  "minimum-spread": ["funding", "per 8 h"],
  cost: ["cost", "expected net"],
  cash: ["cash", "return on capital"],
  "depth-unknown": ["depth", "depth not read"],
  depth: ["depth", "depth"],
  settlement: ["settlement", "settlement in"],
  "settlement-near": ["settlement", "settlement in"],
  cooldown: ["cooldown", "rested"],
  churn: ["taken back before", "pause"],
  denied: ["denied", "the risk gate said no"],
  held: ["held", "already a position"],
  "pairs-full": ["full", "pairs held"],
  "spreads-full": ["full", "pairs across venues"],
  "already-held": ["held", "already a position"],
  "fee-asset": ["fee coin", "fees are paid in this coin"],
  "pair-opening": ["waits", "another pair is opening"],
  "one-at-a-time": ["waits", "another pair is opening"],
  "no-room": ["no room", "the limits are used up"],
  "leg-minimum": ["size", "leg"],
  filter: ["size", "quantity"],
  leverage: ["leverage", "leverage"],
  "pair-limit": ["limit", "pair"],
  "notional-limit": ["limit", "total notional"],
  "free-equity": ["limit", "free equity"],
  undrilled: ["no drill", "no go-live drill passed there, pair"],
  wallet: ["wallet", "in the wallet"],
  "daily-loss": ["loss", "loss today"],
  drawdown: ["drawdown", "drawdown"],
  "expected-shortfall": ["shortfall", "expected shortfall"],
  "risk-unknown": ["risk unknown", "risk numbers missing for"],
  "peg-unknown": ["USDT unknown", "the price of USDT in dollars is not known"],
  "peg-unclear": ["USDT unclear", "USDT or the only coin it is compared with is off the dollar by"],
  "peg-off": ["USDT off", "USDT is off the dollar by"],
  "kill-level": ["stopped", "no new risk by command"],
  halted: ["halted", "the books and the venue disagree"],
  "not-ready": ["starting", "the engine is not ready"],
  "clock-offset": ["clock", "the venue's clock is off by"],
  breaker: ["no reach", "calls in a row without an answer"],
  "rate-limited": ["rate limit", "the venue takes no calls for"],
  latency: ["slow", "the venue's answers take"],
  "venue-down": ["venue down", "the venue does not answer"],
  "books-differ": ["books", "books and venue differ"],
  "money-moving": ["transfer", "money is on its way between wallets"],
  "margin-drift": ["margin mode", "a position's margin is not as set"],
  "symbol-frozen": ["frozen", "this symbol is frozen"],
  "equity-unknown": ["equity", "equity is not known"],
  "journal-down": ["journal", "the journal cannot commit"],
  "unknown-orders": ["orders", "an order's fate is not known"],
};

const UNITS: Readonly<Record<string, string>> = {
  bps: "bp",
  "bps/8h": "bp",
  "%/year": "%",
  "x order": "\u00d7 order",
  days: "d",
  x: "\u00d7",
  USDT: "USDT",
  ms: "s",
  s: "s",
};

const wordOf = (code: string): string => code.replaceAll("-", " ");

export const chipOf = (reason: VerdictReason): string => RULES[reason.code]?.[0] ?? wordOf(reason.code);

/** From here on milliseconds are read as minutes, hours and days. */
const LONG_MS = 120_000;

const measure = (value: number, unit: string, long: boolean): string => {
  if (unit === "ms") return long ? formatDuration(value) : formatNumber(value / 1_000, 1);
  if (unit === "USDT") return formatCompact(value);
  return formatNumber(value, Number.isInteger(value) ? 0 : 1);
};

/** "discount 9.4 > 5 bp": the number that was there, how it failed, the number it had to meet. */
export function reasonText({ code, have, need, unit, bound }: VerdictReason): string {
  const subject = RULES[code]?.[1] ?? wordOf(code);
  if (have === null || need === null || bound === "none") return subject;
  const failed = bound === "min" ? "<" : have === need ? "\u2265" : ">";
  const long = unit === "ms" && Math.max(have, need) >= LONG_MS;
  const shown = long ? "" : (UNITS[unit] ?? unit);
  const suffix = shown === "" ? "" : `${THIN}${shown}`;
  return `${subject} ${measure(have, unit, long)} ${failed} ${measure(need, unit, long)}${suffix}`;
}
