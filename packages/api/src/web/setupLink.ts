import type { Accounts } from "./accounts.ts";
import { hashSecret, newSecret } from "./ids.ts";

export const SETUP_LINK_LIFE_MS = 60 * 60_000;

/**
 * For the launcher: a fresh one-time token while there are no users, null once there are. The token is returned
 * once and stored as a hash; an earlier one stops working.
 */
export async function issueSetupToken(accounts: Accounts, nowMs: number): Promise<string | null> {
  if (await accounts.hasUsers()) return null;
  const token = newSecret();
  await accounts.putSetupToken({
    tokenHash: hashSecret(token),
    createdAtMs: nowMs,
    expiresAtMs: nowMs + SETUP_LINK_LIFE_MS,
  });
  return token;
}
