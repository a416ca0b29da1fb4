import type { Accounts, Session, User } from "./accounts.ts";
import { attemptKeys, BACKOFF } from "./backoff.ts";
import { newId } from "./ids.ts";
import { nameKeyOf } from "./names.ts";
import { DECOY_HASH, verifyPassword } from "./passwords/hash.ts";

export const SESSION_LIFE_MS = 14 * 24 * 60 * 60_000;
export const SESSIONS_PER_USER_MAX = 20;
const LABEL_LENGTH_MAX = 200;

export type SignInInput = {
  readonly name: string;
  readonly password: string;
  readonly address: string;
  readonly userAgent: string;
  readonly nowMs: number;
};
export type SignInOutcome =
  | { readonly kind: "signed-in"; readonly user: User; readonly session: Session }
  /** Wrong name, wrong password or disabled account: never says which, and takes as long for each. */
  | { readonly kind: "refused" }
  | { readonly kind: "wait"; readonly untilMs: number };

export async function signIn(accounts: Accounts, input: SignInInput): Promise<SignInOutcome> {
  const nameKey = nameKeyOf(input.name);
  const keys = attemptKeys(nameKey, input.address);
  for (const key of keys) {
    const outcome = await accounts.reserveAttempt({ ...key, ...BACKOFF, nowMs: input.nowMs });
    if (outcome.kind === "wait") return outcome;
  }
  const user = await accounts.findUserByNameKey(nameKey);
  const right = await verifyPassword(input.password, user?.passwordHash ?? DECOY_HASH);
  if (user === null || !right || user.status !== "active") return { kind: "refused" };
  for (const key of keys) await accounts.clearAttempts(key.key);
  const session: Session = {
    id: newId("s"),
    userId: user.id,
    version: 1,
    createdAtMs: input.nowMs,
    expiresAtMs: input.nowMs + SESSION_LIFE_MS,
    lastSeenAtMs: input.nowMs,
    revokedAtMs: null,
    steppedUpUntilMs: null,
    address: input.address.slice(0, LABEL_LENGTH_MAX),
    userAgent: input.userAgent.slice(0, LABEL_LENGTH_MAX),
  };
  await accounts.createSession(session, SESSIONS_PER_USER_MAX);
  return { kind: "signed-in", user, session };
}
