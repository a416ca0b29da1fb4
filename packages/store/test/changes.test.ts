import { type Accounts, createAccounts, type Database, listChangesAfter, openDatabase } from "@evenkeel/store/accounts";
import { migrate, prepareRoles } from "@evenkeel/store/migrate";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startDatabase, type TestDatabase } from "./support/database.ts";

const PASSWORD = "aaaaaaaaaabbbbbbbbbbcccccccccc";
const NOW = 1_700_000_000_123;
const ADA = { kind: "user", id: "ada", role: "admin" } as const;

let server: TestDatabase;
let database: Database;
let accounts: Accounts;
let close: () => Promise<void>;

beforeAll(async () => {
  server = await startDatabase();
});
afterAll(() => server.close());
beforeEach(async () => {
  const url = await server.createEmpty();
  await migrate(url);
  const web = await prepareRoles(url, PASSWORD);
  if (!web.ok) throw new Error(web.error.message);
  const opened = openDatabase(web.value, 8);
  database = opened.client;
  accounts = createAccounts(database);
  close = opened.close;
  for (const id of ["ada", "otto"]) await makeUser(id);
});
afterEach(() => close());

const makeUser = (id: string) =>
  accounts.createUser(
    { id, name: id, nameKey: id, role: "admin", status: "active", passwordHash: "hash", createdAtMs: NOW },
    ADA,
  );
const makeSession = (id: string, userId: string) =>
  accounts.createSession(
    {
      id,
      userId,
      version: 1,
      createdAtMs: NOW,
      expiresAtMs: NOW + 1_000,
      lastSeenAtMs: NOW,
      revokedAtMs: null,
      endedBecause: null,
      steppedUpUntilMs: null,
      address: "direct",
      userAgent: "test",
    },
    9,
    "code",
  );
const change = (userId: string) => ({ userId, by: ADA, nowMs: NOW });
const factor = (userId: string) => ({
  ...change(userId),
  sealedSecret: "sealed-secret",
  lastStep: 7,
  codeHashes: ["h1", "h2"],
});
const noted = async () => (await listChangesAfter(database, 0, 1_000)).slice(2);

describe("what was done to accounts", () => {
  test("stands beside each change: who, to whom, what; and nothing secret", async () => {
    await makeSession("s1", "otto");
    await accounts.stepUp({ id: "s1", untilMs: NOW + 5, proof: "code", by: ADA, nowMs: NOW });
    await accounts.setRole({ ...change("otto"), role: "operator" });
    await accounts.setStatus({ ...change("otto"), status: "disabled" });
    await accounts.setPasswordHash({ ...change("otto"), passwordHash: "hash-of-password", keepSessionId: null });
    await accounts.putSecondFactor(factor("otto"));
    await accounts.takeRecoveryCode({ userId: "otto", codeHash: "h1", nowMs: NOW });
    await accounts.putRecoveryCodes({ ...change("otto"), codeHashes: ["h3"] });
    await accounts.removeSecondFactor({ ...change("otto"), keepSessionId: null });
    const rows = await noted();
    expect(rows.map(({ action, subject, detail }) => [action, subject, detail])).toEqual([
      ["signed-in", "otto", { session: "s1", proof: "code", address: "direct", userAgent: "test" }],
      ["stepped-up", "otto", { session: "s1", proof: "code" }],
      ["role-changed", "otto", { from: "admin", to: "operator", ended: 1 }],
      ["user-disabled", "otto", { ended: 0 }],
      ["password-changed", "otto", { ended: 0 }],
      ["authenticator-added", "otto", {}],
      ["recovery-code-used", "otto", { left: 1 }],
      ["recovery-codes-renewed", "otto", {}],
      ["authenticator-removed", "otto", { ended: 0 }],
    ]);
    expect(rows[2]).toMatchObject({ author: ADA, atMs: NOW });
    expect(JSON.stringify(rows)).not.toMatch(/hash-of-password|sealed-secret|h1|h3/);
  });

  test("is not noted where nothing changed", async () => {
    await makeSession("s1", "otto");
    await makeSession("s2", "ada");
    await accounts.setStatus({ ...change("otto"), status: "disabled" });
    const before = (await noted()).length;
    expect(await accounts.setRole({ ...change("ada"), role: "viewer" })).toBe("last-admin");
    expect(await accounts.takeRecoveryCode({ userId: "otto", codeHash: "none", nowMs: NOW })).toBe(false);
    expect(await accounts.removeSecondFactor({ ...change("otto"), keepSessionId: null })).toBe("not-found");
    expect(await accounts.putRecoveryCodes({ ...change("otto"), codeHashes: ["h"] })).toBe("not-found");
    expect(await accounts.endSessions({ ...change("otto"), keepSessionId: null })).toBe(0);
    const revoke = { id: "s2", userId: "ada", because: "signed-out", by: ADA, nowMs: NOW } as const;
    expect([await accounts.revokeSession(revoke), await accounts.revokeSession(revoke)]).toEqual([
      "revoked",
      "revoked",
    ]);
    expect((await noted()).slice(before).map(({ action }) => action)).toEqual(["signed-out"]);
  });

  test("is committed in the order of its ids, so that reading on from an id misses none", async () => {
    const seen: number[] = [];
    let writing = true;
    const reading = (async () => {
      while (writing) {
        const rows = await listChangesAfter(database, seen.at(-1) ?? 0, 50);
        seen.push(...rows.map(({ id }) => id));
      }
    })();
    await Promise.all(Array.from({ length: 60 }, (_, at) => makeUser(`user${at}`)));
    writing = false;
    await reading;
    seen.push(...(await listChangesAfter(database, seen.at(-1) ?? 0, 100)).map(({ id }) => id));
    expect(seen).toHaveLength(62);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  test("can be neither edited nor deleted, not even by the owner of the tables", async () => {
    const url = new URL(server.url);
    url.pathname = `/${(await database.execute<{ name: string }>("select current_database() as name"))[0]?.name}`;
    const owner = openDatabase(url.href, 1);
    for (const text of [
      "update account_changes set author_id = 'eve'",
      "delete from account_changes",
      "truncate account_changes",
    ])
      await expect(owner.client.execute(text)).rejects.toMatchObject({
        cause: { message: "account_changes is append-only" },
      });
    await owner.close();
  });
});

describe("an authenticator", () => {
  beforeEach(() => accounts.putSecondFactor(factor("otto")));

  test("comes back as it was put, counts its codes, and is replaced whole", async () => {
    const kept = { userId: "otto", sealedSecret: "sealed-secret", lastStep: 7, confirmedAtMs: NOW, codesLeft: 2 };
    expect(await accounts.findSecondFactor("otto")).toEqual(kept);
    expect(await accounts.findSecondFactor("ada")).toBeNull();
    expect(await accounts.takeRecoveryCode({ userId: "otto", codeHash: "h1", nowMs: NOW })).toBe(true);
    expect(await accounts.findSecondFactor("otto")).toEqual({ ...kept, codesLeft: 1 });
    const [, otto] = await accounts.listUsers(NOW);
    expect(otto).toMatchObject({ authenticatorSinceMs: NOW });
    await accounts.putSecondFactor({ ...factor("otto"), lastStep: 3, codeHashes: ["x", "y", "z"] });
    expect(await accounts.findSecondFactor("otto")).toEqual({ ...kept, lastStep: 3, codesLeft: 3 });
  });

  test("takes each step and each code once, whoever comes at the same moment", async () => {
    const steps = await Promise.all(
      Array.from({ length: 8 }, () => accounts.takeTotpStep({ userId: "otto", step: 9 })),
    );
    expect(steps.filter(Boolean)).toHaveLength(1);
    expect(await accounts.takeTotpStep({ userId: "otto", step: 8 })).toBe(false);
    expect(await accounts.takeTotpStep({ userId: "otto", step: 10 })).toBe(true);
    expect(await accounts.takeTotpStep({ userId: "ada", step: 10 })).toBe(false);
    const use = { userId: "otto", codeHash: "h2", nowMs: NOW };
    const codes = await Promise.all(Array.from({ length: 8 }, () => accounts.takeRecoveryCode(use)));
    expect(codes.filter(Boolean)).toHaveLength(1);
  });

  test("gone, ends every session but the one kept", async () => {
    await makeSession("s1", "otto");
    await makeSession("s2", "otto");
    expect(await accounts.removeSecondFactor({ ...change("otto"), keepSessionId: "s2" })).toBe("removed");
    expect((await accounts.listSessions("otto", NOW)).map(({ id }) => id)).toEqual(["s2"]);
    expect((await accounts.findSession("s1"))?.session).toMatchObject({ version: 2, endedBecause: "authenticator" });
    expect(await accounts.findSecondFactor("otto")).toBeNull();
  });
});

test("tries that begin to be delayed are noted once each, and not without end", async () => {
  const delayMs = (failures: number): number => (failures < 2 ? 0 : 1_000);
  const tryKey = (key: string) =>
    accounts.reserveAttempt({
      key,
      nowMs: NOW,
      forgetAfterMs: 60_000,
      delayMs,
      slowed: { at: "sign-in", subject: "otto", address: "192.0.2.1" },
    });
  for (let at = 0; at < 4; at += 1) await tryKey("k");
  expect(await noted()).toMatchObject([
    {
      action: "slowed-down",
      subject: "otto",
      author: { kind: "system", id: "dashboard" },
      detail: { tries: 2, at: "sign-in", address: "192.0.2.1" },
    },
  ]);
  for (let at = 0; at < 100; at += 1) {
    await tryKey(`k${at}`);
    await tryKey(`k${at}`);
  }
  expect(await noted()).toHaveLength(60);
});

test("a row no account change ever was is read cut short", async () => {
  await database.execute(sql`
    insert into account_changes (action, subject, author_kind, author_id, author_role, detail, wall_at)
    values (repeat('x', 1000), repeat('y', 1000), 'user', repeat('z', 1000), 'viewer',
      jsonb_build_object('long', repeat('x', 100000)), now())`);
  const [row] = await noted();
  expect(row).toMatchObject({ subject: "y".repeat(200), detail: { tooLong: true } });
  expect(JSON.stringify(row).length).toBeLessThan(1_000);
});
