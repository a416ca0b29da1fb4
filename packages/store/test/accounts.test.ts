import { type Accounts, createAccounts, openDatabase } from "@evenkeel/store/accounts";
import { migrate, prepareRoles } from "@evenkeel/store/migrate";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startDatabase, type TestDatabase } from "./support/database.ts";

const PASSWORD = "aaaaaaaaaabbbbbbbbbbcccccccccc";
const NOW = 1_700_000_000_123;
type User = Parameters<Accounts["createUser"]>[0];
type Session = Parameters<Accounts["createSession"]>[0];
type ApiKey = Parameters<Accounts["createApiKey"]>[0];

const user = (id: string, change: Partial<User> = {}): User => ({
  id,
  name: `Name ${id}`,
  nameKey: `name ${id}`,
  role: "admin",
  status: "active",
  passwordHash: "hash",
  createdAtMs: NOW,
  ...change,
});
const session = (id: string, change: Partial<Session> = {}): Session => ({
  id,
  userId: "u1",
  version: 1,
  createdAtMs: NOW,
  expiresAtMs: NOW + 1_000,
  lastSeenAtMs: NOW,
  revokedAtMs: null,
  endedBecause: null,
  steppedUpUntilMs: null,
  address: "127.0.0.1",
  userAgent: "test",
  ...change,
});
const key = (id: string, change: Partial<ApiKey> = {}): ApiKey => ({
  id,
  label: "script",
  role: "viewer",
  only: null,
  keyHash: `hash-${id}`,
  author: { kind: "user", id: "u1" },
  createdAtMs: NOW,
  expiresAtMs: null,
  lastUsedAtMs: null,
  revokedAtMs: null,
  ...change,
});
const ADA = { kind: "user", id: "u1", role: "admin" } as const;
const change = (userId: string) => ({ userId, by: ADA, nowMs: NOW });
const ending = (id: string, userId: string, nowMs: number) =>
  ({ id, userId, because: "ended", by: ADA, nowMs }) as const;
const open = (made: Session, sessionsMax: number) => accounts.createSession(made, sessionsMax, "password");
const token = (tokenHash: string) => ({ tokenHash, createdAtMs: NOW, expiresAtMs: NOW + 60_000 });

let server: TestDatabase;
let accounts: Accounts;
let close: () => Promise<void>;

beforeAll(async () => {
  server = await startDatabase();
});
afterAll(() => server.close());
beforeEach(async () => {
  const url = await server.createEmpty();
  await migrate(url);
  // With the web's own rights and nothing more.
  const web = await prepareRoles(url, PASSWORD);
  if (!web.ok) throw new Error(web.error.message);
  const opened = openDatabase(web.value);
  accounts = createAccounts(opened.client);
  close = opened.close;
});
afterEach(() => close());

describe("the first admin", () => {
  test("uses up the token, once, whoever comes at the same moment", async () => {
    await accounts.putSetupToken(token("old"));
    await accounts.putSetupToken(token("new"));
    expect(await accounts.findSetupToken("old")).toBeNull();
    expect(await accounts.findSetupToken("new")).toEqual(token("new"));
    expect(await accounts.hasUsers()).toBe(false);
    const outcomes = await Promise.all(
      ["u1", "u2", "u3"].map((id) => accounts.createFirstAdmin({ tokenHash: "new", user: user(id), nowMs: NOW })),
    );
    expect(outcomes.toSorted()).toEqual(["already-set-up", "already-set-up", "created"]);
    expect(await accounts.listUsers(NOW)).toHaveLength(1);
    expect(await accounts.findSetupToken("new")).toBeNull();
  });

  test.each([
    ["a wrong token", { tokenHash: "other", nowMs: NOW }],
    ["an expired token", { tokenHash: "right", nowMs: NOW + 60_000 }],
  ])("%s makes nobody", async (_, input) => {
    await accounts.putSetupToken(token("right"));
    expect(await accounts.createFirstAdmin({ ...input, user: user("u1") })).toBe("token-invalid");
    expect(await accounts.hasUsers()).toBe(false);
    expect(await accounts.findSetupToken("right")).not.toBeNull();
  });
});

describe("users", () => {
  test("come back exactly, oldest first, with unique names", async () => {
    expect(await accounts.createUser(user("u2", { createdAtMs: NOW + 1, status: "disabled" }), ADA)).toBe("created");
    expect(await accounts.createUser(user("u1"), ADA)).toBe("created");
    expect(await accounts.createUser(user("u3", { nameKey: "name u1" }), ADA)).toBe("name-taken");
    expect(await accounts.listUsers(NOW)).toEqual(
      [user("u1"), user("u2", { createdAtMs: NOW + 1, status: "disabled" })].map((one) => ({
        user: one,
        authenticatorSinceMs: null,
        lastSeenAtMs: null,
        openSessions: 0,
      })),
    );
    expect(await accounts.findUser("u1")).toEqual(user("u1"));
    expect(await accounts.findUserByNameKey("name u1")).toEqual(user("u1"));
    expect(await accounts.findUser("u3")).toBeNull();
  });

  test("every change of standing ends the user's sessions", async () => {
    await accounts.createUser(user("u1"), ADA);
    await accounts.createUser(user("u2"), ADA);
    await open(session("s1"), 5);
    await open(session("s2", { userId: "u2" }), 5);
    const versions = async () =>
      Promise.all(["s1", "s2"].map(async (id) => (await accounts.findSession(id))?.session.version));
    expect(await accounts.setPasswordHash({ ...change("u1"), passwordHash: "next", keepSessionId: null })).toBe(
      "changed",
    );
    expect(await versions()).toEqual([2, 1]);
    expect((await accounts.findSession("s1"))?.session).toMatchObject({ revokedAtMs: NOW, endedBecause: "password" });
    expect(await accounts.listSessions("u1", NOW)).toEqual([]);
    expect(await accounts.setRole({ ...change("u1"), role: "viewer" })).toBe("changed");
    expect(await accounts.setStatus({ ...change("u1"), status: "disabled" })).toBe("changed");
    expect(await versions()).toEqual([2, 1]);
    expect((await accounts.findSession("s1"))?.user).toEqual(
      user("u1", { role: "viewer", status: "disabled", passwordHash: "next" }),
    );
    for (const outcome of [
      accounts.setRole({ ...change("nobody"), role: "viewer" }),
      accounts.setStatus({ ...change("nobody"), status: "active" }),
      accounts.setPasswordHash({ ...change("nobody"), passwordHash: "x", keepSessionId: null }),
    ]) {
      expect(await outcome).toBe("not-found");
    }
  });

  test("the last active admin stays, also when two leave at once", async () => {
    await accounts.createUser(user("u1"), ADA);
    await accounts.createUser(user("u2"), ADA);
    await accounts.createUser(user("u3", { status: "disabled" }), ADA);
    const outcomes = await Promise.all([
      accounts.setRole({ ...change("u1"), role: "viewer" }),
      accounts.setStatus({ ...change("u2"), status: "disabled" }),
    ]);
    expect(outcomes.toSorted()).toEqual(["changed", "last-admin"]);
    const active = (await accounts.listUsers(NOW)).filter(
      ({ user: one }) => one.role === "admin" && one.status === "active",
    );
    expect(active).toHaveLength(1);
  });
});

describe("sessions", () => {
  beforeEach(async () => {
    await accounts.createUser(user("u1"), ADA);
  });

  test("a new one clears away the dead and the oldest beyond the limit", async () => {
    await open(session("expired", { createdAtMs: NOW - 10, expiresAtMs: NOW + 3 }), 3);
    await open(session("s1", { createdAtMs: NOW + 1 }), 3);
    await open(session("s2", { createdAtMs: NOW + 2 }), 3);
    await accounts.revokeSession(ending("s2", "u1", NOW + 2));
    await open(session("s3", { createdAtMs: NOW + 3 }), 3);
    await open(session("s4", { createdAtMs: NOW + 4 }), 2);
    expect((await accounts.listSessions("u1", NOW + 5)).map((one) => one.id)).toEqual(["s4", "s3"]);
    for (const gone of ["expired", "s1", "s2"]) expect(await accounts.findSession(gone)).toBeNull();
  });

  test("are found when revoked, and belong to one user", async () => {
    await open(session("s1"), 3);
    await accounts.touchSession("s1", NOW + 7);
    expect(await accounts.revokeSession(ending("s1", "u2", NOW))).toBe("not-found");
    expect(await accounts.revokeSession(ending("s1", "u1", NOW + 8))).toBe("revoked");
    expect(await accounts.revokeSession(ending("s1", "u1", NOW + 9))).toBe("revoked");
    expect((await accounts.findSession("s1"))?.session).toEqual(
      session("s1", { lastSeenAtMs: NOW + 7, revokedAtMs: NOW + 8, endedBecause: "ended" }),
    );
    expect(await accounts.listSessions("u1", NOW)).toEqual([]);
  });
});

describe("API keys", () => {
  test("are listed newest first, keep what they were made with, and are not found once revoked", async () => {
    await accounts.createUser(user("u1"), ADA);
    const narrow = key("k2", { createdAtMs: NOW + 1, only: ["overview", "positions"], expiresAtMs: NOW + 5 });
    await accounts.createApiKey(key("k1"));
    await accounts.createApiKey(narrow);
    expect(await accounts.findApiKeyByHash("hash-k1")).toEqual(key("k1"));
    expect(await accounts.findApiKeyByHash("hash-k2")).toEqual(narrow);
    await accounts.touchApiKey("k2", NOW + 9);
    expect(await accounts.revokeApiKey("k1", NOW + 2, ADA)).toBe("revoked");
    expect(await accounts.revokeApiKey("k1", NOW + 3, ADA)).toBe("revoked");
    expect(await accounts.revokeApiKey("none", NOW, ADA)).toBe("not-found");
    expect(await accounts.findApiKeyByHash("hash-k1")).toBeNull();
    expect(await accounts.listApiKeys()).toEqual([
      { ...narrow, lastUsedAtMs: NOW + 9 },
      key("k1", { revokedAtMs: NOW + 2 }),
    ]);
  });

  test("stand as long as whoever made them could make them today; the owner always could", async () => {
    await accounts.createUser(user("u1"), ADA);
    await accounts.createUser(user("u2"), ADA);
    await accounts.createApiKey(key("k1"));
    await accounts.createApiKey(key("k2", { author: { kind: "owner", id: "u1" } }));
    await accounts.createApiKey(key("k3", { author: { kind: "user", id: "gone" } }));
    const found = async () => {
      const answers = await Promise.all(["k1", "k2", "k3"].map((id) => accounts.findApiKeyByHash(`hash-${id}`)));
      return answers.flatMap((each) => (each === null ? [] : [each.id]));
    };
    expect(await found()).toEqual(["k1", "k2"]);
    await accounts.setRole({ ...change("u1"), role: "operator" });
    expect(await found()).toEqual(["k2"]);
    await accounts.setRole({ ...change("u1"), role: "admin" });
    expect(await found()).toEqual(["k1", "k2"]);
    await accounts.setStatus({ ...change("u1"), status: "disabled" });
    expect(await found()).toEqual(["k2"]);
  });
});

describe("sign-in attempts", () => {
  const delayMs = (failures: number): number => (failures < 2 ? 0 : 1_000 * failures);
  const slowed = { at: "sign-in", subject: "u1", address: "direct" } as const;
  const attempt = (nowMs: number) =>
    accounts.reserveAttempt({ key: "k", nowMs, forgetAfterMs: 60_000, delayMs, slowed });

  test("are counted before they are made, delayed, forgotten and cleared", async () => {
    expect(await attempt(NOW)).toEqual({ kind: "allowed" });
    expect(await attempt(NOW)).toEqual({ kind: "allowed" });
    expect(await attempt(NOW + 1_999)).toEqual({ kind: "wait", untilMs: NOW + 2_000 });
    expect(await attempt(NOW + 2_000)).toEqual({ kind: "allowed" });
    expect(await attempt(NOW + 2_001)).toEqual({ kind: "wait", untilMs: NOW + 5_000 });
    expect(await attempt(NOW + 2_000 + 60_001)).toEqual({ kind: "allowed" });
    expect(await attempt(NOW + 2_000 + 60_001)).toEqual({ kind: "allowed" });
    expect(await attempt(NOW + 2_000 + 60_002)).toMatchObject({ kind: "wait" });
    await accounts.clearAttempts("k");
    expect(await attempt(NOW + 2_000 + 60_003)).toEqual({ kind: "allowed" });
  });

  test("twenty at once share one allowance", async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => attempt(NOW)));
    expect(outcomes.filter((outcome) => outcome.kind === "allowed")).toHaveLength(2);
  });
});
