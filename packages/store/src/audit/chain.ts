import { createHash } from "node:crypto";

/** The hash before the first row. */
export const GENESIS_HASH = "0".repeat(64);

export type AuditHead = { readonly position: number; readonly hash: string };

/** One text for one value: keys in code unit order at every depth. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}

export const linkHash = (previousHash: string, body: string): string =>
  createHash("sha256").update(previousHash, "hex").update(body, "utf8").digest("hex");
