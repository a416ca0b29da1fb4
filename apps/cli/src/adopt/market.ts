import { Misunderstood } from "../problem.ts";

export type Market = { readonly venue: string; readonly kind: "spot" | "perpetual"; readonly symbol: string };

/** `BTCUSDT`, `perpetual:BTCUSDT`, `bybit:perpetual:BTCUSDT`: what is not said is the leg's own. */
export function readMarket(word: string, leg: "long" | "short", venue: string | undefined): Market {
  const parts = word.split(":");
  const symbol = parts.pop() ?? "";
  const kind = parts.pop() ?? (leg === "long" ? "spot" : "perpetual");
  const at = parts.pop() ?? venue;
  if (symbol === "" || parts.length > 0 || (kind !== "spot" && kind !== "perpetual"))
    throw new Misunderstood(`--${leg} names a market as [venue:][spot|perpetual:]SYMBOL, not "${word}".`);
  if (leg === "short" && kind === "spot") throw new Misunderstood("--short is a perpetual: coins cannot be owed here.");
  if (at === undefined) throw new Misunderstood(`--${leg} "${word}" names no venue: add it, or give --venue.`);
  return { venue: at, kind, symbol };
}
