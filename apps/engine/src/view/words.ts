import type { VerdictReason } from "@evenkeel/api/views";
import { VERDICT_UNITS, type VerdictCode } from "@evenkeel/core/opportunity";
import type { Denial, DenialCode } from "@evenkeel/core/risk";

/** Which side of `need` a candidate had to be on. */
const BOUNDS: { readonly [Code in VerdictCode]: VerdictReason["bound"] } = {
  clear: "none",
  "not-trading": "none",
  underlying: "none",
  "pair-ratio": "max",
  "venues-apart": "max",
  quarantined: "none",
  stale: "max",
  "history-short": "min",
  "listed-days": "min",
  mean: "min",
  median: "min",
  "next-rate": "min",
  "cap-hit": "max",
  volume: "min",
  "open-interest": "min",
  spread: "max",
  discount: "max",
  "minimum-spread": "min",
  cost: "min",
  cash: "min",
  held: "none",
  cooldown: "min",
  churn: "max",
  denied: "none",
  "depth-unknown": "max",
  depth: "min",
};

/** Units of the two numbers of a denial; the rest are pure states. */
const DENIAL_UNITS: { readonly [Code in DenialCode]?: readonly [unit: string, bound: "min" | "max"] } = {
  breaker: ["calls in a row", "max"],
  "rate-limited": ["ms", "max"],
  latency: ["ms", "max"],
  "margin-drift": ["positions", "max"],
  "clock-offset": ["ms", "max"],
  stale: ["ms", "max"],
  "pairs-full": ["pairs", "max"],
  "spreads-full": ["pairs", "max"],
  cooldown: ["ms", "min"],
  churn: ["ms", "max"],
  "leg-minimum": ["USDT", "min"],
  filter: ["base", "min"],
  "price-band": ["price", "max"],
  leverage: ["x", "max"],
  "pair-limit": ["USDT", "max"],
  "notional-limit": ["USDT", "max"],
  undrilled: ["USDT", "max"],
  "free-equity": ["USDT", "min"],
  wallet: ["USDT", "min"],
  "daily-loss": ["%", "max"],
  drawdown: ["%", "max"],
  "expected-shortfall": ["%", "max"],
  "risk-unknown": ["ms", "max"],
  "peg-unclear": ["%", "max"],
  "peg-off": ["%", "max"],
};

const DIGITS = 100;
const known = (value: number): number | null => (Number.isFinite(value) ? Math.round(value * DIGITS) / DIGITS : null);

export function verdictReason(code: VerdictCode, have: number, need: number): VerdictReason {
  const bound = BOUNDS[code];
  const unit = VERDICT_UNITS[code];
  if (bound === "none") return { code, have: null, need: null, unit, bound };
  return { code, have: known(have), need: known(need), unit, bound };
}

export function denialReason({ code, have, need }: Denial): VerdictReason {
  const words = DENIAL_UNITS[code];
  if (words === undefined) return { code, have: null, need: null, unit: "", bound: "none" };
  return { code, have: known(have), need: known(need), unit: words[0], bound: words[1] };
}

/** A refusal in the trader's words: the code and the two numbers that decided. */
export function sayReason({ code, have, need, unit, bound }: VerdictReason): string {
  const name = code.replaceAll("-", " ");
  if (bound === "none" || need === null) return name;
  const number = (value: number | null): string => (value === null ? "unknown" : value.toLocaleString("en-US"));
  return `${name} ${number(have)} ${bound === "min" ? "<" : ">"} ${number(need)} ${unit}`.trimEnd();
}

/** "1 pair", "3 pairs". */
export const pairsInWords = (count: number): string => `${count} ${count === 1 ? "pair" : "pairs"}`;
