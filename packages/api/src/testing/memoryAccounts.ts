import type { Accounts, ApiKey, Session, SetupToken, User, UserChangeOutcome } from "../web/accounts.ts";

/** The contract of Accounts in memory, for tests and harnesses. Each method runs without an await: one transaction. */
export function createMemoryAccounts(): Accounts {
  const users = new Map<string, User>();
  const sessions = new Map<string, Session>();
  const apiKeys = new Map<string, ApiKey>();
  const attempts = new Map<string, { failures: number; lastAttemptAtMs: number }>();
  let setupToken: SetupToken | null = null;

  const byNameKey = (nameKey: string): User | null =>
    [...users.values()].find((user) => user.nameKey === nameKey) ?? null;
  const endSessions = (userId: string): void => {
    for (const [id, session] of sessions)
      if (session.userId === userId) sessions.set(id, { ...session, version: session.version + 1 });
  };
  const change = (userId: string, next: Partial<User>): UserChangeOutcome => {
    const user = users.get(userId);
    if (user === undefined) return "not-found";
    const changed = { ...user, ...next };
    const admins = [...users.values()].map((other) => (other.id === userId ? changed : other));
    if (!admins.some((other) => other.role === "admin" && other.status === "active")) return "last-admin";
    users.set(userId, changed);
    endSessions(userId);
    return "changed";
  };

  return {
    hasUsers: async () => users.size > 0,
    putSetupToken: async (token) => {
      setupToken = token;
    },
    findSetupToken: async (tokenHash) => (setupToken?.tokenHash === tokenHash ? setupToken : null),
    createFirstAdmin: async ({ tokenHash, user, nowMs }) => {
      if (users.size > 0) return "already-set-up";
      if (setupToken?.tokenHash !== tokenHash || setupToken.expiresAtMs <= nowMs) return "token-invalid";
      setupToken = null;
      users.set(user.id, user);
      return "created";
    },
    createUser: async (user) => {
      if (byNameKey(user.nameKey) !== null) return "name-taken";
      users.set(user.id, user);
      return "created";
    },
    findUser: async (id) => users.get(id) ?? null,
    findUserByNameKey: async (nameKey) => byNameKey(nameKey),
    listUsers: async () => [...users.values()].toSorted((a, b) => a.createdAtMs - b.createdAtMs),
    setRole: async ({ userId, role }) => change(userId, { role }),
    setStatus: async ({ userId, status }) => change(userId, { status }),
    setPasswordHash: async ({ userId, passwordHash }) => {
      const user = users.get(userId);
      if (user === undefined) return "not-found";
      users.set(userId, { ...user, passwordHash });
      endSessions(userId);
      return "changed";
    },
    createSession: async (session, sessionsMax) => {
      sessions.set(session.id, session);
      const own = [...sessions.values()].filter((other) => other.userId === session.userId);
      const open = own.filter((other) => other.revokedAtMs === null && other.expiresAtMs > session.createdAtMs);
      const kept = new Set(open.toSorted((a, b) => b.createdAtMs - a.createdAtMs).slice(0, sessionsMax));
      for (const other of own) if (!kept.has(other)) sessions.delete(other.id);
    },
    findSession: async (id) => {
      const session = sessions.get(id);
      const user = session === undefined ? undefined : users.get(session.userId);
      return session === undefined || user === undefined ? null : { session, user };
    },
    listSessions: async (userId, nowMs) =>
      [...sessions.values()]
        .filter((session) => session.userId === userId && session.revokedAtMs === null && session.expiresAtMs > nowMs)
        .toSorted((a, b) => b.createdAtMs - a.createdAtMs),
    touchSession: async (id, lastSeenAtMs) => {
      const session = sessions.get(id);
      if (session !== undefined) sessions.set(id, { ...session, lastSeenAtMs });
    },
    stepUp: async (id, untilMs) => {
      const session = sessions.get(id);
      if (session !== undefined) sessions.set(id, { ...session, steppedUpUntilMs: untilMs });
    },
    revokeSession: async ({ id, userId, nowMs }) => {
      const session = sessions.get(id);
      if (session === undefined || session.userId !== userId) return "not-found";
      sessions.set(id, { ...session, revokedAtMs: session.revokedAtMs ?? nowMs });
      return "revoked";
    },
    createApiKey: async (key) => {
      apiKeys.set(key.id, key);
    },
    listApiKeys: async () => [...apiKeys.values()].toSorted((a, b) => b.createdAtMs - a.createdAtMs),
    findApiKeyByHash: async (keyHash) => {
      const key = [...apiKeys.values()].find((other) => other.keyHash === keyHash && other.revokedAtMs === null);
      if (key === undefined) return null;
      const author = users.get(key.author.id);
      const stands = key.author.kind === "owner" || (author?.role === "admin" && author.status === "active");
      return stands ? key : null;
    },
    touchApiKey: async (id, lastUsedAtMs) => {
      const key = apiKeys.get(id);
      if (key !== undefined) apiKeys.set(id, { ...key, lastUsedAtMs });
    },
    revokeApiKey: async (id, nowMs) => {
      const key = apiKeys.get(id);
      if (key === undefined) return "not-found";
      apiKeys.set(id, { ...key, revokedAtMs: key.revokedAtMs ?? nowMs });
      return "revoked";
    },
    reserveAttempt: async ({ key, nowMs, forgetAfterMs, delayMs }) => {
      const before = attempts.get(key);
      const remembered = before !== undefined && nowMs - before.lastAttemptAtMs <= forgetAfterMs ? before : null;
      const untilMs = remembered === null ? 0 : remembered.lastAttemptAtMs + delayMs(remembered.failures);
      if (untilMs > nowMs) return { kind: "wait", untilMs };
      attempts.set(key, { failures: (remembered?.failures ?? 0) + 1, lastAttemptAtMs: nowMs });
      return { kind: "allowed" };
    },
    clearAttempts: async (key) => {
      attempts.delete(key);
    },
  };
}
