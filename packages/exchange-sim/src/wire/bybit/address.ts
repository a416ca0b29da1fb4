import type { Family } from "../wire.ts";
import type { Category } from "./request.ts";

export const FAMILIES: readonly Family[] = [
  { name: "bybit-rest", kind: "rest", hosts: ["api.bybit.com", "api.bytick.com"], paths: ["/v5/"] },
  {
    name: "bybit-stream",
    kind: "stream",
    hosts: ["stream.bybit.com"],
    paths: ["/v5/public/", "/v5/private", "/v5/trade"],
  },
];

/** Where a socket was opened: the market data of one category, the account's own news, or order entry. */
export type Channel =
  | { readonly kind: "public"; readonly category: Category }
  | { readonly kind: "private" }
  | { readonly kind: "trade" };

const PUBLIC = /^\/v5\/public\/(spot|linear|inverse|option)\/?$/;

export function channelAt(path: string): Channel | null {
  const category = PUBLIC.exec(path)?.[1];
  if (category !== undefined) return { kind: "public", category: category as Category };
  if (/^\/v5\/private\/?$/.test(path)) return { kind: "private" };
  return /^\/v5\/trade\/?$/.test(path) ? { kind: "trade" } : null;
}
