import type { SessionDirectory } from "../engine/door.ts";
import type { Accounts, EndedBecause, SessionWithUser } from "./accounts.ts";

/** A session is touched in the list at most this often. */
const TOUCH_INTERVAL_MS = 60_000;

/** `gone`: its row was cleared away since. */
export type Ended = EndedBecause | "expired" | "gone";
export type Standing =
  | ({ readonly kind: "standing" } & SessionWithUser)
  | { readonly kind: "ended"; readonly because: Ended };
export type SessionClaim = { readonly sessionId: string; readonly sessionVersion: number };

function standingOf(found: SessionWithUser | null, version: number, nowMs: number): Standing {
  if (found === null) return { kind: "ended", because: "gone" };
  const { session, user } = found;
  const ended = session.revokedAtMs !== null || session.version !== version || user.status !== "active";
  if (ended) return { kind: "ended", because: session.endedBecause ?? "ended" };
  return session.expiresAtMs > nowMs ? { kind: "standing", ...found } : { kind: "ended", because: "expired" };
}

/** The user behind a cookie's session as they are now, or why there is none. Asked in every request. */
export async function resolveSession(accounts: Accounts, claim: SessionClaim, nowMs: number): Promise<Standing> {
  const found = await accounts.findSession(claim.sessionId);
  const standing = standingOf(found, claim.sessionVersion, nowMs);
  if (standing.kind === "standing" && nowMs - standing.session.lastSeenAtMs > TOUCH_INTERVAL_MS)
    await accounts.touchSession(claim.sessionId, nowMs);
  return standing;
}

const WORDS: Readonly<Record<Ended, string>> = {
  "signed-out": "you signed out",
  ended: "it was ended from another one",
  role: "an admin changed your role",
  status: "an admin disabled this account",
  password: "the password of this account was changed",
  authenticator: "the authenticator of this account was changed",
  expired: "it was two weeks old",
  gone: "it is no longer known",
};

/** What happened, for the one whose session it was. */
export const endedText = (because: Ended): string => WORDS[because];

/** What the engine asks on every token and every four seconds, over the same rows. */
export const sessionDirectory = (accounts: Accounts, nowMs: () => number): SessionDirectory => ({
  isCurrent: async (sessionId, sessionVersion) =>
    standingOf(await accounts.findSession(sessionId), sessionVersion, nowMs()).kind === "standing",
  isSteppedUp: async (sessionId) => {
    const found = await accounts.findSession(sessionId);
    return found !== null && (found.session.steppedUpUntilMs ?? 0) > nowMs();
  },
});
