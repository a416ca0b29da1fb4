/**
 * Why a carry is not taken, in the order the rules are asked. `clear` means every rule agrees. Codes are stable:
 * they are stored, counted and shown.
 */
export const VERDICTS = [
  "clear",
  "not-trading",
  "underlying",
  "pair-ratio",
  "venues-apart",
  "quarantined",
  "stale",
  "history-short",
  "listed-days",
  "mean",
  "median",
  "next-rate",
  "cap-hit",
  "volume",
  "open-interest",
  "spread",
  "discount",
  "minimum-spread",
  "cost",
  "cash",
  "held",
  "cooldown",
  "churn",
  "denied",
  "depth-unknown",
  "depth",
] as const;

export type VerdictCode = (typeof VERDICTS)[number];

export const Verdict = Object.fromEntries(VERDICTS.map((code, index) => [code, index])) as {
  readonly [Code in VerdictCode]: number;
};

/** What the two deciding numbers of a verdict mean, for whoever shows them. */
export const VERDICT_UNITS: { readonly [Code in VerdictCode]: string } = {
  clear: "bps",
  "not-trading": "",
  underlying: "",
  "pair-ratio": "%",
  "venues-apart": "bps",
  quarantined: "",
  stale: "ms",
  "history-short": "days",
  "listed-days": "days",
  mean: "%/year",
  median: "%/year",
  "next-rate": "bps",
  "cap-hit": "settlements",
  volume: "USDT",
  "open-interest": "USDT",
  spread: "bps",
  discount: "bps",
  "minimum-spread": "bps/8h",
  cost: "bps",
  cash: "%/year",
  held: "",
  cooldown: "ms",
  churn: "ms",
  denied: "",
  "depth-unknown": "ms",
  depth: "x order",
};
