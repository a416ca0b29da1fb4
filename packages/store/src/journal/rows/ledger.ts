import type { LedgerEntry, LedgerLine } from "@evenkeel/core/events";
import { formatAmount, invariant } from "@evenkeel/core/units";
import type { InferInsertModel } from "drizzle-orm";
import type { ledgerEntries, ledgerLines } from "../../schema/index.ts";
import { toDate } from "../decimals.ts";

type LineRow = InferInsertModel<typeof ledgerLines>;

/** Refused here first, with a name, before the database's own trigger would. */
export function assertBalanced(entry: LedgerEntry): void {
  const sums = new Map<string, bigint>();
  for (const { asset, amount } of entry.lines) sums.set(asset, (sums.get(asset) ?? 0n) + amount);
  for (const [asset, sum] of sums) invariant(sum === 0n, `ledger entry ${entry.causeId} is off by ${sum} ${asset}`);
}

export const toEntryRow = (
  entry: LedgerEntry,
  sequence: number,
  ordinal: number,
): InferInsertModel<typeof ledgerEntries> => ({
  causeId: entry.causeId,
  sequence,
  ordinal,
  cause: entry.cause,
  venueAt: toDate(entry.venueTimeMs),
});

export function toLineRow(causeId: string, { account, asset, amount }: LedgerLine, line: number): LineRow {
  const row = { causeId, line, account: account.kind, asset, amount: formatAmount(amount) };
  const empty = { venue: null, wallet: null, plan: null, profitCause: null };
  switch (account.kind) {
    case "wallet":
      return { ...row, ...empty, venue: account.venue, wallet: account.wallet };
    case "capital":
      return { ...row, ...empty };
    case "trading":
      return { ...row, ...empty, plan: account.plan };
    case "profit":
      return { ...row, ...empty, plan: account.plan, profitCause: account.cause };
  }
}
