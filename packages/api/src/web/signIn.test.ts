import { beforeAll, describe, expect, test } from "vitest";
import { createMemoryAccounts } from "../testing/memoryAccounts.ts";
import type { Accounts, User } from "./accounts.ts";
import { DELAY_MS_MAX, DIRECT_ADDRESS } from "./backoff.ts";
import { hashPassword } from "./passwords/hash.ts";
import { resolveSession, sessionDirectory } from "./resolveSession.ts";
import { signIn } from "./signIn.ts";

const NOW_MS = 1_800_000_000_000;
const PASSWORD = "harbour lamp violet";
let passwordHash = "";
beforeAll(async () => {
  passwordHash = await hashPassword(PASSWORD);
});

async function withUsers(): Promise<Accounts> {
  const accounts = createMemoryAccounts();
  const user = (id: string, role: User["role"]): User => ({
    id,
    name: id,
    nameKey: id,
    role,
    status: "active",
    passwordHash,
    createdAtMs: NOW_MS,
  });
  await accounts.createUser(user("ada", "admin"));
  await accounts.createUser(user("otto", "operator"));
  return accounts;
}
const attempt = (accounts: Accounts, change: Partial<Parameters<typeof signIn>[1]> = {}) =>
  signIn(accounts, {
    name: "otto",
    password: PASSWORD,
    address: DIRECT_ADDRESS,
    userAgent: "t",
    nowMs: NOW_MS,
    ...change,
  });

describe("refusals are all alike", () => {
  const cases: [name: string, change: Partial<Parameters<typeof signIn>[1]>][] = [
    ["wrong password", { password: "harbour lamp viole" }],
    ["unknown name", { name: "nobody" }],
    ["empty password", { password: "" }],
  ];
  test.each(cases)("%s", async (_name, change) => {
    expect(await attempt(await withUsers(), change)).toEqual({ kind: "refused" });
  });
  test("disabled account with the right password", async () => {
    const accounts = await withUsers();
    await accounts.setStatus({ userId: "otto", status: "disabled" });
    expect(await attempt(accounts)).toEqual({ kind: "refused" });
  });
});

test("the name is taken in any case", async () => {
  expect((await attempt(await withUsers(), { name: " OTTO " })).kind).toBe("signed-in");
});

test("a thousand tries: five are free, then each waits longer, up to a minute; another account is not held up", async () => {
  const accounts = await withUsers();
  let tried = 0;
  let nowMs = NOW_MS;
  const waits: number[] = [];
  for (let at = 0; at < 1_000; at++) {
    // Hashing a thousand times would only slow the test: the reservation is what is under test.
    const { attemptKeys, BACKOFF } = await import("./backoff.ts");
    const [key] = attemptKeys("otto", DIRECT_ADDRESS);
    if (key === undefined) throw new Error("no key");
    const outcome = await accounts.reserveAttempt({ ...key, ...BACKOFF, nowMs });
    if (outcome.kind === "allowed") tried += 1;
    else {
      waits.push(outcome.untilMs - nowMs);
      nowMs = outcome.untilMs;
    }
  }
  expect(waits.slice(0, 8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, DELAY_MS_MAX, DELAY_MS_MAX]);
  expect(tried).toBeLessThan(510);
  expect(nowMs - NOW_MS).toBeGreaterThan(8 * 3_600_000);
  expect((await attempt(accounts, { name: "ada", nowMs })).kind).toBe("signed-in");
});

test("parallel tries share one allowance", async () => {
  const accounts = await withUsers();
  const outcomes = await Promise.all(Array.from({ length: 9 }, () => attempt(accounts, { password: "wrong wrong" })));
  expect(outcomes.filter((outcome) => outcome.kind === "refused")).toHaveLength(5);
  expect(outcomes.filter((outcome) => outcome.kind === "wait")).toHaveLength(4);
});

describe("a session ends", () => {
  const cases: [name: string, end: (accounts: Accounts, sessionId: string) => Promise<unknown>, laterMs: number][] = [
    ["when revoked", (accounts, id) => accounts.revokeSession({ id, userId: "otto", nowMs: NOW_MS }), 1],
    ["when the role changes", (accounts) => accounts.setRole({ userId: "otto", role: "viewer" }), 1],
    ["when the user is disabled", (accounts) => accounts.setStatus({ userId: "otto", status: "disabled" }), 1],
    ["when the password changes", (accounts) => accounts.setPasswordHash({ userId: "otto", passwordHash: "x" }), 1],
    ["when it is old", async () => undefined, 15 * 86_400_000],
  ];
  test.each(cases)("%s", async (_name, end, laterMs) => {
    const accounts = await withUsers();
    const outcome = await attempt(accounts);
    if (outcome.kind !== "signed-in") throw new Error(outcome.kind);
    const claim = { sessionId: outcome.session.id, sessionVersion: outcome.session.version };
    const directory = sessionDirectory(accounts, () => NOW_MS + laterMs);
    expect((await resolveSession(accounts, claim, NOW_MS))?.user.id).toBe("otto");
    await end(accounts, outcome.session.id);
    expect(await resolveSession(accounts, claim, NOW_MS + laterMs)).toBeNull();
    expect(await directory.isCurrent(claim.sessionId, claim.sessionVersion)).toBe(false);
  });
});
