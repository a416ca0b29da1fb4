import type { Balance, VenueFailure } from "@evenkeel/core/events";
import { err, ok, type Result } from "@evenkeel/core/units";
import { failure } from "../transport/failure.ts";

/** Reads of an account that keeps moving under them. */
const ROUNDS_MAX = 3;

const sameBalances = (a: readonly Balance[], b: readonly Balance[]): boolean =>
  a.length === b.length &&
  a.every(
    (balance, at) =>
      balance.asset === b[at]?.asset && balance.wallet === b[at]?.wallet && balance.total === b[at]?.total,
  );

/**
 * One consistent cut of the account: balances are read before and after fills, income and positions, and the
 * whole is read again while they differ. Otherwise a fill in between would look like money gone.
 */
export async function readCut<Facts extends object>(
  readBalances: () => Promise<Result<readonly Balance[], VenueFailure>>,
  readFacts: (before: readonly Balance[]) => Promise<Result<Facts, VenueFailure>>,
): Promise<Result<Facts & { readonly balances: readonly Balance[] }, VenueFailure>> {
  let before = await readBalances();
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    if (!before.ok) return before;
    const facts = await readFacts(before.value);
    if (!facts.ok) return facts;
    const after = await readBalances();
    if (!after.ok) return after;
    if (sameBalances(before.value, after.value)) return ok({ ...facts.value, balances: after.value });
    before = after;
  }
  return err(failure("connectivity", "account-moving", "the account kept changing while it was read"));
}
