import type {
  Accounts,
  ApiKey,
  EndedBecause,
  SecondFactor,
  Session,
  SetupToken,
  User,
  UserChange,
  UserChangeOutcome,
} from "../web/accounts.ts";
import type { Author } from "../web/author.ts";

type Attempts = { readonly failures: number; readonly lastAttemptAtMs: number };
type Factor = Omit<SecondFactor, "codesLeft"> & { readonly codes: Map<string, boolean> };

/** What was noted beside a change, as the store keeps it for the audit trail. */
export type NotedChange = { readonly action: string; readonly subject: string; readonly by: Author };
export type MemoryAccounts = Accounts & { readonly noted: readonly NotedChange[]; readonly attempts: () => number };

/** The contract of Accounts in memory, for tests and harnesses. Each method runs without an await: one transaction. */
export function createMemoryAccounts(): MemoryAccounts {
  const users = new Map<string, User>();
  const sessions = new Map<string, Session>();
  const factors = new Map<string, Factor>();
  const apiKeys = new Map<string, ApiKey>();
  const attempts = new Map<string, Attempts>();
  const noted: NotedChange[] = [];
  let setupToken: SetupToken | null = null;

  const note = (action: string, subject: string, by: Author): void => {
    noted.push({ action, subject, by });
  };
  const byNameKey = (nameKey: string): User | null =>
    [...users.values()].find((user) => user.nameKey === nameKey) ?? null;
  const isOpen = (session: Session, nowMs: number): boolean =>
    session.revokedAtMs === null && session.expiresAtMs > nowMs;
  const openOf = (userId: string, nowMs: number): Session[] =>
    [...sessions.values()]
      .filter((session) => session.userId === userId && isOpen(session, nowMs))
      .toSorted((a, b) => b.createdAtMs - a.createdAtMs);
  const end = (userId: string, endedBecause: EndedBecause, nowMs: number, keepSessionId: string | null): number => {
    const ending = openOf(userId, nowMs).filter(({ id }) => id !== keepSessionId);
    for (const session of ending)
      sessions.set(session.id, { ...session, version: session.version + 1, revokedAtMs: nowMs, endedBecause });
    return ending.length;
  };
  const change = (input: UserChange, next: Partial<User>, because: "role" | "status"): UserChangeOutcome => {
    const user = users.get(input.userId);
    if (user === undefined) return "not-found";
    const changed = { ...user, ...next };
    const admins = [...users.values()].map((other) => (other.id === user.id ? changed : other));
    if (!admins.some((other) => other.role === "admin" && other.status === "active")) return "last-admin";
    users.set(user.id, changed);
    end(user.id, because, input.nowMs, null);
    note(because === "role" ? "role-changed" : `user-${changed.status}`, user.id, input.by);
    return "changed";
  };

  return {
    noted,
    attempts: () => attempts.size,
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
      note("set-up", user.id, { kind: "user", id: user.id, role: user.role });
      return "created";
    },
    createUser: async (user, by) => {
      if (byNameKey(user.nameKey) !== null) return "name-taken";
      users.set(user.id, user);
      note("user-created", user.id, by);
      return "created";
    },
    findUser: async (id) => users.get(id) ?? null,
    findUserByNameKey: async (nameKey) => byNameKey(nameKey),
    listUsers: async (nowMs) =>
      [...users.values()]
        .toSorted((a, b) => a.createdAtMs - b.createdAtMs)
        .map((user) => {
          const seen = [...sessions.values()].filter(({ userId }) => userId === user.id);
          return {
            user,
            authenticatorSinceMs: factors.get(user.id)?.confirmedAtMs ?? null,
            lastSeenAtMs: seen.length === 0 ? null : Math.max(...seen.map((session) => session.lastSeenAtMs)),
            openSessions: openOf(user.id, nowMs).length,
          };
        }),
    setRole: async (input) => change(input, { role: input.role }, "role"),
    setStatus: async (input) => change(input, { status: input.status }, "status"),
    setPasswordHash: async ({ userId, passwordHash, keepSessionId, by, nowMs }) => {
      const user = users.get(userId);
      if (user === undefined) return "not-found";
      users.set(userId, { ...user, passwordHash });
      end(userId, "password", nowMs, keepSessionId);
      note("password-changed", userId, by);
      return "changed";
    },

    findSecondFactor: async (userId) => {
      const factor = factors.get(userId);
      if (factor === undefined) return null;
      const { codes, ...rest } = factor;
      return { ...rest, codesLeft: [...codes.values()].filter((used) => !used).length };
    },
    putSecondFactor: async ({ userId, sealedSecret, lastStep, codeHashes, by, nowMs }) => {
      const codes = new Map(codeHashes.map((hash) => [hash, false]));
      factors.set(userId, { userId, sealedSecret, lastStep, confirmedAtMs: nowMs, codes });
      note("authenticator-added", userId, by);
    },
    putRecoveryCodes: async ({ userId, codeHashes, by }) => {
      const factor = factors.get(userId);
      if (factor === undefined) return "not-found";
      factors.set(userId, { ...factor, codes: new Map(codeHashes.map((hash) => [hash, false])) });
      note("recovery-codes-renewed", userId, by);
      return "changed";
    },
    removeSecondFactor: async ({ userId, keepSessionId, by, nowMs }) => {
      if (!factors.delete(userId)) return "not-found";
      end(userId, "authenticator", nowMs, keepSessionId);
      note("authenticator-removed", userId, by);
      return "removed";
    },
    takeTotpStep: async ({ userId, step }) => {
      const factor = factors.get(userId);
      if (factor === undefined || factor.lastStep >= step) return false;
      factors.set(userId, { ...factor, lastStep: step });
      return true;
    },
    takeRecoveryCode: async ({ userId, codeHash }) => {
      const codes = factors.get(userId)?.codes;
      if (codes?.get(codeHash) !== false) return false;
      codes.set(codeHash, true);
      note("recovery-code-used", userId, { kind: "user", id: userId, role: users.get(userId)?.role ?? "viewer" });
      return true;
    },

    createSession: async (session, sessionsMax) => {
      sessions.set(session.id, session);
      const kept = new Set(openOf(session.userId, session.createdAtMs).slice(0, sessionsMax));
      for (const other of sessions.values())
        if (other.userId === session.userId && !kept.has(other)) sessions.delete(other.id);
      note("signed-in", session.userId, {
        kind: "user",
        id: session.userId,
        role: users.get(session.userId)?.role ?? "viewer",
      });
    },
    findSession: async (id) => {
      const session = sessions.get(id);
      const user = session === undefined ? undefined : users.get(session.userId);
      return session === undefined || user === undefined ? null : { session, user };
    },
    listSessions: async (userId, nowMs) => openOf(userId, nowMs),
    touchSession: async (id, lastSeenAtMs) => {
      const session = sessions.get(id);
      if (session !== undefined) sessions.set(id, { ...session, lastSeenAtMs });
    },
    stepUp: async ({ id, untilMs, by }) => {
      const session = sessions.get(id);
      if (session === undefined) return;
      sessions.set(id, { ...session, steppedUpUntilMs: untilMs });
      note("stepped-up", session.userId, by);
    },
    revokeSession: async ({ id, userId, because, by, nowMs }) => {
      const session = sessions.get(id);
      if (session === undefined || session.userId !== userId) return "not-found";
      if (session.revokedAtMs !== null) return "revoked";
      sessions.set(id, { ...session, revokedAtMs: nowMs, endedBecause: because });
      note(because === "signed-out" ? "signed-out" : "sessions-ended", userId, by);
      return "revoked";
    },
    endSessions: async ({ userId, keepSessionId, by, nowMs }) => {
      const ended = end(userId, "ended", nowMs, keepSessionId);
      if (ended > 0) note("sessions-ended", userId, by);
      return ended;
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
    returnAttempt: async (key) => {
      const before = attempts.get(key);
      if (before !== undefined) attempts.set(key, { ...before, failures: Math.max(0, before.failures - 1) });
    },
  };
}
