import type { SessionDirectory } from "../engine/door.ts";
import type { Accounts, SessionWithUser } from "./accounts.ts";

/** A session is touched in the list at most this often. */
const TOUCH_INTERVAL_MS = 60_000;

const stands = (found: SessionWithUser, version: number, nowMs: number): boolean =>
  found.session.version === version &&
  found.session.revokedAtMs === null &&
  found.session.expiresAtMs > nowMs &&
  found.user.status === "active";

/** The user behind a cookie's session as they are now, or null. Asked in every request. */
export async function resolveSession(
  accounts: Accounts,
  claim: { readonly sessionId: string; readonly sessionVersion: number },
  nowMs: number,
): Promise<SessionWithUser | null> {
  const found = await accounts.findSession(claim.sessionId);
  if (found === null || !stands(found, claim.sessionVersion, nowMs)) return null;
  if (nowMs - found.session.lastSeenAtMs > TOUCH_INTERVAL_MS) await accounts.touchSession(found.session.id, nowMs);
  return found;
}

/** What the engine asks on every token and every four seconds, over the same rows. */
export const sessionDirectory = (accounts: Accounts, nowMs: () => number): SessionDirectory => ({
  isCurrent: async (sessionId, sessionVersion) => {
    const found = await accounts.findSession(sessionId);
    return found !== null && stands(found, sessionVersion, nowMs());
  },
  isSteppedUp: async (sessionId) => {
    const found = await accounts.findSession(sessionId);
    return found !== null && (found.session.steppedUpUntilMs ?? 0) > nowMs();
  },
});
