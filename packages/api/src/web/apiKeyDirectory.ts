import type { ApiKeyDirectory } from "../engine/door.ts";
import type { Accounts } from "./accounts.ts";

/** A key's last use is written at most this often. */
export const TOUCH_INTERVAL_MS = 60_000;

/**
 * What the engine asks with every call of a script and every few seconds of an open socket. The last use is noted
 * beside it: no call waits for that, and one that fails is tried again by the next.
 */
export function apiKeyDirectory(
  accounts: Pick<Accounts, "findApiKeyByHash" | "touchApiKey">,
  nowMs: () => number,
  report: (error: unknown) => void,
): ApiKeyDirectory {
  const touching = new Set<string>();
  return {
    async findByHash(keyHash) {
      const key = await accounts.findApiKeyByHash(keyHash);
      if (key === null) return null;
      const now = nowMs();
      const isExpired = key.expiresAtMs !== null && key.expiresAtMs <= now;
      if (!isExpired && now - (key.lastUsedAtMs ?? 0) > TOUCH_INTERVAL_MS && !touching.has(key.id)) {
        touching.add(key.id);
        void accounts
          .touchApiKey(key.id, now)
          .catch(report)
          .finally(() => touching.delete(key.id));
      }
      return key;
    },
  };
}
