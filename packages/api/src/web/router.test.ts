import { describe, expect, test } from "vitest";
import { ANONYMOUS, type Caller } from "../caller/caller.ts";
import { toApiError } from "../errors/index.ts";
import { createMemoryAccounts, makeSession, openSealer } from "../testing/index.ts";
import { verifyToken } from "../token/token.ts";
import type { Accounts } from "./accounts.ts";
import { makeApiKey } from "./newApiKey.ts";
import { webRouter } from "./router.ts";
import { issueSetupToken, SETUP_LINK_LIFE_MS } from "./setupLink.ts";

const NOW_MS = 1_800_000_000_000;
const SECRET = "a-secret-of-at-least-thirty-two-bytes";
const PASSWORD = "harbour lamp violet";

const as = (accounts: Accounts, caller: Caller, nowMs = NOW_MS) =>
  webRouter.createCaller({
    accounts,
    sealer: openSealer,
    caller,
    ended: null,
    nowMs,
    engineSecret: SECRET,
    address: "direct",
    requestId: "request-of-a-test",
  });
const admin = (id: string): Caller => ({ kind: "user", id, role: "admin", sessionId: "s1", sessionVersion: 4 });
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "ran",
    (error: unknown) => toApiError(error).code,
  );

async function setUp(): Promise<{ accounts: Accounts; token: string }> {
  const accounts = createMemoryAccounts();
  const token = await issueSetupToken(accounts, NOW_MS);
  if (token === null) throw new Error("no token");
  return { accounts, token };
}

const proveSession = (accounts: Accounts, userId: string): Promise<void> => {
  const session = makeSession("s1", { userId, createdAtMs: NOW_MS, steppedUpUntilMs: NOW_MS + 1 });
  return accounts.createSession(session, 9, "password");
};

describe("the set-up link", () => {
  test("makes one admin, then never again", async () => {
    const { accounts, token } = await setUp();
    const anyone = as(accounts, ANONYMOUS);
    expect((await anyone.setup.status({ token })).status).toBe("open");
    const input = { token, name: "Ada", password: PASSWORD };
    expect(await codeOf(anyone.setup.createAdmin(input))).toBe("ran");
    expect((await accounts.listUsers(NOW_MS)).map(({ user }) => [user.name, user.role])).toEqual([["Ada", "admin"]]);
    expect(await codeOf(anyone.setup.createAdmin({ ...input, name: "Eve" }))).toBe("ALREADY_SET_UP");
    expect((await anyone.setup.status({ token })).status).toBe("done");
    expect(await issueSetupToken(accounts, NOW_MS)).toBeNull();
  });

  test("twice at once makes one", async () => {
    const { accounts, token } = await setUp();
    const anyone = as(accounts, ANONYMOUS);
    const codes = await Promise.all(
      ["Ada", "Eve"].map((name) => codeOf(anyone.setup.createAdmin({ token, name, password: PASSWORD }))),
    );
    expect(codes.toSorted()).toEqual(["ALREADY_SET_UP", "ran"]);
  });

  test("is stored as a hash, and a newer one replaces it", async () => {
    const { accounts, token } = await setUp();
    expect(await accounts.findSetupToken(token)).toBeNull();
    await issueSetupToken(accounts, NOW_MS);
    expect((await as(accounts, ANONYMOUS).setup.status({ token })).status).toBe("link-invalid");
  });

  const refused: [name: string, change: object, laterMs: number, code: string][] = [
    ["expired", {}, SETUP_LINK_LIFE_MS, "SETUP_LINK_INVALID"],
    ["guessed", { token: "x" }, 0, "SETUP_LINK_INVALID"],
    ["weak password", { password: "Password1234" }, 0, "PASSWORD_REFUSED"],
    ["no name", { name: "  " }, 0, "INVALID_INPUT"],
    ["hostile name", { name: "<img src=x>" }, 0, "INVALID_INPUT"],
    ["more than asked", { role: "admin" }, 0, "INVALID_INPUT"],
  ];
  test.each(refused)("%s", async (_name, change, laterMs, code) => {
    const { accounts, token } = await setUp();
    const input = { token, name: "Ada", password: PASSWORD, ...change };
    expect(await codeOf(as(accounts, ANONYMOUS, NOW_MS + laterMs).setup.createAdmin(input))).toBe(code);
    expect(await accounts.hasUsers()).toBe(false);
  });
});

describe("users", () => {
  test("an admin makes, changes and ends users, but never the last admin; hashes never leave", async () => {
    const { accounts, token } = await setUp();
    const { userId } = await as(accounts, ANONYMOUS).setup.createAdmin({ token, name: "Ada", password: PASSWORD });
    await proveSession(accounts, userId);
    const caller = as(accounts, admin(userId));
    const otto = await caller.users.create({ name: "Otto", role: "viewer", password: PASSWORD });
    expect(await codeOf(caller.users.create({ name: "otto", role: "viewer", password: PASSWORD }))).toBe("NAME_TAKEN");
    expect(await codeOf(caller.users.setRole({ id: userId, role: "viewer" }))).toBe("LAST_ADMIN");
    expect(await codeOf(caller.users.disable({ id: userId }))).toBe("LAST_ADMIN");
    expect(await codeOf(caller.users.disable({ id: otto.id }))).toBe("ran");
    expect(await codeOf(caller.users.setRole({ id: "u_none", role: "viewer" }))).toBe("NOT_FOUND");
    expect(JSON.stringify(await caller.users.list())).not.toContain("argon2");
  });
});

describe("API keys", () => {
  test("are told once, stored as a hash, and listed with who made them", async () => {
    const { accounts, token } = await setUp();
    const { userId } = await as(accounts, ANONYMOUS).setup.createAdmin({ token, name: "Ada", password: PASSWORD });
    await proveSession(accounts, userId);
    const caller = as(accounts, admin(userId));
    const wanted = { label: "script", role: "viewer", only: ["positions", "overview"], expiresInDays: 30 } as const;
    const { id, key } = await caller.apiKeys.create({ ...wanted, only: [...wanted.only] });
    const listed = await caller.apiKeys.list();
    expect(listed).toEqual([
      {
        id,
        label: "script",
        role: "viewer",
        only: ["overview", "positions"],
        createdAtMs: NOW_MS,
        expiresAtMs: NOW_MS + 30 * 86_400_000,
        lastUsedAtMs: null,
        revokedAtMs: null,
        author: { kind: "user", name: "Ada" },
        state: "stands",
      },
    ]);
    expect(JSON.stringify(listed)).not.toContain(key);
    expect(JSON.stringify(await accounts.listApiKeys())).not.toContain(key);
    expect((await as(accounts, admin(userId), NOW_MS + 30 * 86_400_000).apiKeys.list())[0]?.state).toBe("expired");
    await caller.apiKeys.revoke({ id });
    expect((await caller.apiKeys.list())[0]?.state).toBe("revoked");
    const [stored] = await accounts.listApiKeys();
    expect(await accounts.findApiKeyByHash(stored?.keyHash ?? "")).toBeNull();
  });

  test("of somebody who is no admin here are shown to open nothing", async () => {
    const { accounts } = await setUp();
    const gone = as(accounts, admin("u_gone"));
    const wanted = { label: "script", role: "viewer", only: null, expiresInDays: null } as const;
    await accounts.createApiKey(makeApiKey(wanted, { kind: "user", id: "u_gone" }, NOW_MS).row);
    expect(await gone.apiKeys.list()).toMatchObject([{ state: "maker-gone", author: { name: "u_gone" } }]);
  });

  const refused: [name: string, change: object][] = [
    ["a group there is not", { only: ["withdrawals"] }],
    ["for nothing at all", { only: [] }],
    ["without a purpose", { label: " " }],
    ["of an unknown role", { role: "root" }],
    ["over before it begins", { expiresInDays: 0 }],
    ["for longer than ten years", { expiresInDays: 3_651 }],
    ["with a key of one's own", { key: "ek_mine" }],
  ];
  test.each(refused)("%s is refused", async (_name, change) => {
    const { accounts } = await setUp();
    const input = { label: "script", role: "viewer" as const, ...change };
    expect(await codeOf(as(accounts, admin("u1")).apiKeys.create(input))).toBe("INVALID_INPUT");
    expect(await accounts.listApiKeys()).toEqual([]);
  });
});

test("a minted token carries the caller's standing", async () => {
  const { accounts } = await setUp();
  const { token } = await as(accounts, admin("u1")).engineToken.mint();
  expect(verifyToken(token, SECRET, NOW_MS)).toEqual({
    ok: true,
    claims: { userId: "u1", role: "admin", sessionId: "s1", sessionVersion: 4, requestId: "request-of-a-test" },
  });
});
