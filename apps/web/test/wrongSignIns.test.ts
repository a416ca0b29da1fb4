import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSealer } from "@evenkeel/api/testing";
import { type Accounts, type SignInInput, signIn } from "@evenkeel/api/web";
import { ATTEMPT_KEYS_MAX, createAccounts, listChangesAfter, openDatabase } from "@evenkeel/store/accounts";
import { startEmbedded } from "@evenkeel/store/embedded";
import { migrate, prepareRoles } from "@evenkeel/store/migrate";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { freePort } from "./freePort.ts";

/** What a guesser meets, over the real database with the rights the dashboard has. Only the costly hash is left out. */
const NOW_MS = 1_800_000_000_000;
const PASSWORD = "harbour lamp violet 7";
const OWNER = { kind: "owner", id: "tester", role: "admin" } as const;

const endings: (() => unknown)[] = [];
let database: ReturnType<typeof openDatabase>["client"];
let accounts: Accounts;
let compared = 0;

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), "evenkeel-sign-in-"));
  // PostgreSQL runs as another user when this runs as root.
  chmodSync(directory, 0o755);
  endings.push(() => rmSync(directory, { recursive: true, force: true }));
  const started = await startEmbedded({ dataDirectory: join(directory, "postgres"), port: await freePort() });
  if (!started.ok) throw new Error(started.error.message);
  endings.push(started.value.stop);
  await migrate(started.value.url);
  const role = await prepareRoles(started.value.url, "sign-in-role-password-0001");
  if (!role.ok) throw new Error(role.error.message);
  const opened = openDatabase(role.value);
  endings.push(opened.close);
  database = opened.client;
  accounts = createAccounts(database);
  for (const id of ["ada", "otto"])
    await accounts.createUser(
      { id, name: id, nameKey: id, role: "admin", status: "active", passwordHash: `hash of ${id}`, createdAtMs: 0 },
      OWNER,
    );
});
afterAll(async () => {
  for (const end of endings.toReversed()) await end();
});
beforeEach(async () => {
  compared = 0;
  await database.execute("delete from login_attempts");
});

const attempt = (change: Partial<SignInInput>) =>
  signIn(
    {
      accounts,
      sealer: openSealer,
      verifyPassword: async (password) => {
        compared += 1;
        return password === PASSWORD;
      },
    },
    {
      name: "ada",
      password: "wrong",
      code: "",
      device: null,
      address: "direct",
      userAgent: "t",
      nowMs: NOW_MS,
      ...change,
    },
  );

/** A thousand tries, each as soon as it is allowed. */
async function storm(change: (at: number) => Partial<SignInInput>) {
  let nowMs = NOW_MS;
  let waitMsMax = 0;
  for (let at = 0; at < 1_000; at += 1) {
    const outcome = await attempt({ nowMs, ...change(at) });
    expect(outcome.kind).not.toBe("signed-in");
    if (outcome.kind !== "wait") continue;
    waitMsMax = Math.max(waitMsMax, outcome.untilMs - nowMs);
    nowMs = outcome.untilMs;
  }
  return { nowMs, waitMsMax };
}
const attemptRows = async (): Promise<number> =>
  Number((await database.execute<{ rows: string }>("select count(*) as rows from login_attempts"))[0]?.rows);

test("on one account from one address: none succeeds, each waits longer up to a minute, and nobody else does", async () => {
  const known = await attempt({ password: PASSWORD, address: "192.0.2.7" });
  const { nowMs, waitMsMax } = await storm(() => ({ address: "198.51.100.1" }));
  expect(waitMsMax).toBe(60_000);
  expect(compared).toBeLessThan(520);
  expect(nowMs - NOW_MS).toBeGreaterThan(8 * 3_600_000);
  expect(await attemptRows()).toBeLessThan(5);
  // The owner from elsewhere at once; from the very same address with a browser that was here before, at once too.
  expect((await attempt({ password: PASSWORD, address: "192.0.2.9", nowMs })).kind).toBe("signed-in");
  if (known.kind !== "signed-in") throw new Error(known.kind);
  const same = { password: PASSWORD, address: "198.51.100.1", nowMs: nowMs - 1 };
  expect((await attempt(same)).kind).toBe("wait");
  expect((await attempt({ ...same, device: known.device })).kind).toBe("signed-in");
});

test("on a thousand names where addresses are unknown: known names are not held up, what is kept is bounded", async () => {
  await storm((at) => ({ name: `invented ${at}` }));
  expect(compared).toBe(1_000);
  expect(await attemptRows()).toBeLessThanOrEqual(1_000);
  expect((await attempt({ password: PASSWORD })).kind).toBe("signed-in");
  // Full: the oldest keys go first.
  await database.execute(
    `insert into login_attempts select 'old ' || n, 1, to_timestamp(${NOW_MS / 1_000 - 60}) from generate_series(1, ${ATTEMPT_KEYS_MAX + 500}) n`,
  );
  for (let at = 0; at < 20; at += 1) await attempt({ name: `one more ${at}` });
  expect(await attemptRows()).toBeLessThanOrEqual(ATTEMPT_KEYS_MAX + 20);
});

test("on a thousand names from one address are slowed together", async () => {
  const { waitMsMax } = await storm((at) => ({ name: `name ${at}`, address: "198.51.100.2" }));
  expect(waitMsMax).toBe(60_000);
  expect(compared).toBeLessThan(540);
  expect((await attempt({ name: "otto", password: PASSWORD, address: "192.0.2.3" })).kind).toBe("signed-in");
});

test("whoever they were about, as many comparisons are made, and what is noted says no password and no invented name", async () => {
  const kinds = [
    { name: "ada" },
    { name: "nobody-here" },
    { name: "otto", code: "123456" },
    { name: "nobody", code: "1" },
  ];
  for (const change of kinds) {
    compared = 0;
    expect(await attempt({ ...change, password: "a secret typed wrong" })).toEqual({ kind: "refused" });
    expect(compared).toBe(1);
  }
  const noted = await listChangesAfter(database, 0, 1_000);
  const slowed = noted.filter(({ action }) => action === "slowed-down");
  expect(slowed.length).toBeGreaterThan(1);
  expect(slowed.length).toBeLessThanOrEqual(60);
  expect(new Set(slowed.map(({ subject }) => subject))).toEqual(new Set(["ada", "nobody"]));
  expect(JSON.stringify(noted)).not.toMatch(/invented|typed wrong|harbour/);
});
