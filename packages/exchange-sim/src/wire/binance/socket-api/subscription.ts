import { err, ok, type Result } from "@evenkeel/core/units";
import { type BinanceError, ERRORS } from "../reply.ts";

/** What one connection hears of: subscription id to account. */
export interface Subscriptions {
  readonly active: Map<number, string>;
  next: number;
}

/** At once on one connection, and over its whole life. */
export const SUBSCRIPTIONS_MAX = 1_000;
export const SUBSCRIPTION_IDS_MAX = 65_535;

export const createSubscriptions = (): Subscriptions => ({ active: new Map(), next: 0 });

export function subscribe(subscriptions: Subscriptions, account: string): Result<number, BinanceError> {
  const { active } = subscriptions;
  for (const each of active.values()) if (each === account) return err(ERRORS.subscriptionActive);
  if (active.size >= SUBSCRIPTIONS_MAX) return err(ERRORS.tooManySubscriptions(SUBSCRIPTIONS_MAX));
  if (subscriptions.next >= SUBSCRIPTION_IDS_MAX) return err(ERRORS.subscriptionIdsSpent);
  const id = subscriptions.next++;
  active.set(id, account);
  return ok(id);
}

/** One by its id, or all of them; what ended. */
export function unsubscribe(
  { active }: Subscriptions,
  subscriptionId: string | null,
): Result<readonly number[], BinanceError> {
  const ended = subscriptionId === null ? [...active.keys()] : [Number(subscriptionId)];
  if (subscriptionId !== null && !active.has(Number(subscriptionId))) return err(ERRORS.subscriptionInactive);
  for (const id of ended) active.delete(id);
  return ok(ended);
}
