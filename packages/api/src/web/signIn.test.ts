import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ADA, createMemoryAccounts, type MemoryAccounts, makeUser, openSealer } from "../testing/index.ts";
import { DIRECT_ADDRESS } from "./backoff.ts";
import { hashRecoveryCode } from "./factor/recoveryCodes.ts";
import { sealSecret } from "./factor/secondFactor.ts";
import { stepAt, totpCode } from "./factor/totp.ts";
import { hashPassword, TooManyHashes, verifyPassword } from "./passwords/hash.ts";
import { resolveSession, sessionDirectory } from "./resolveSession.ts";
import { type SignInInput, signIn } from "./signIn.ts";

const NOW_MS = 1_800_000_000_000;
const PASSWORD = "harbour lamp violet";
const SECRET = Buffer.from("12345678901234567890");
const RECOVERY = "11111-22222-33333-44444";
let passwordHash = "";
let accounts: MemoryAccounts;
/** What was compared, in order: the work every kind of refusal must have done alike. */
let compared: string[];

beforeAll(async () => {
  passwordHash = await hashPassword(PASSWORD);
});
beforeEach(async () => {
  compared = [];
  accounts = createMemoryAccounts();
  await accounts.createUser(makeUser("ada", { role: "admin", passwordHash }), ADA);
  await accounts.createUser(makeUser("otto", { passwordHash }), ADA);
});

const codeAt = (nowMs: number): string => totpCode(SECRET, stepAt(nowMs));
const withAuthenticator = (userId: string) =>
  accounts.putSecondFactor({
    userId,
    sealedSecret: sealSecret(openSealer, userId, SECRET),
    lastStep: 0,
    codeHashes: [hashRecoveryCode(userId, RECOVERY)],
    by: ADA,
    nowMs: NOW_MS,
  });
/** Costs nothing and says the same: for tests of a thousand tries. */
const cheap = async (password: string, stored: string): Promise<boolean> => {
  compared.push(stored);
  return stored === passwordHash && password === PASSWORD;
};
const attempt = (change: Partial<SignInInput> = {}, verify: typeof verifyPassword = cheap) =>
  signIn(
    { accounts, sealer: openSealer, verifyPassword: verify },
    {
      name: "otto",
      password: PASSWORD,
      code: "",
      device: null,
      address: DIRECT_ADDRESS,
      userAgent: "t",
      nowMs: NOW_MS,
      ...change,
    },
  );

describe("refusals are all alike", () => {
  const cases: [name: string, change: Partial<SignInInput>][] = [
    ["wrong password", { password: "harbour lamp viole" }],
    ["unknown name", { name: "nobody" }],
    ["empty password", { password: "" }],
    ["no code where one is needed", { name: "ada" }],
    ["a wrong code", { name: "ada", code: "000000" }],
    ["an old code", { name: "ada", code: codeAt(NOW_MS - 90_000) }],
    ["a wrong recovery code", { name: "ada", code: "11111-22222-33333-44445" }],
    ["a right code with a wrong password", { name: "ada", password: "x", code: codeAt(NOW_MS) }],
    ["a code that is no code", { name: "ada", code: "let me in" }],
  ];
  test.each(cases)("%s", async (_name, change) => {
    await withAuthenticator("ada");
    expect(await attempt(change)).toEqual({ kind: "refused" });
    expect(compared).toHaveLength(1);
  });
  test("disabled account with the right password", async () => {
    await accounts.setStatus({ userId: "otto", status: "disabled", by: ADA, nowMs: NOW_MS });
    expect(await attempt()).toEqual({ kind: "refused" });
    expect(compared).toEqual([passwordHash]);
  });
  test("and as costly: a name nobody has is compared with a hash that asks the same", async () => {
    await attempt({ name: "nobody" });
    const cost = (stored: string | undefined): string | undefined => stored?.split("$")[3];
    expect(cost(compared[0])).toBe(cost(passwordHash));
    expect(await attempt({ name: "nobody" }, verifyPassword)).toEqual({ kind: "refused" });
  });
});

test("the name is taken in any case, and a code nobody asked for is no harm", async () => {
  expect((await attempt({ name: " OTTO ", code: "123456" }, verifyPassword)).kind).toBe("signed-in");
});

test("a password that is changed while it is being checked opens nothing", async () => {
  const change = { userId: "otto", passwordHash: "another", keepSessionId: null, by: ADA, nowMs: NOW_MS };
  const outcome = await attempt({}, async (password, stored) => {
    const right = await cheap(password, stored);
    await accounts.setPasswordHash(change);
    return right;
  });
  expect(outcome).toEqual({ kind: "refused" });
  expect(await accounts.listSessions("otto", NOW_MS)).toEqual([]);
});

describe("with an authenticator", () => {
  beforeEach(() => withAuthenticator("ada"));

  test("password and code sign in, and the code is spent", async () => {
    const code = codeAt(NOW_MS);
    expect((await attempt({ name: "ada", code: `${code.slice(0, 3)} ${code.slice(3)}` })).kind).toBe("signed-in");
    expect(await attempt({ name: "ada", code })).toEqual({ kind: "refused" });
    // Earlier ones are spent with it, later ones are not.
    expect(await attempt({ name: "ada", code: codeAt(NOW_MS - 30_000) })).toEqual({ kind: "refused" });
    expect((await attempt({ name: "ada", code: codeAt(NOW_MS + 30_000) })).kind).toBe("signed-in");
  });

  test("one code at two doors at once opens one", async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => attempt({ name: "ada", code: codeAt(NOW_MS) })));
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(["refused", "refused", "signed-in"]);
  });

  test("a recovery code signs in once", async () => {
    expect((await attempt({ name: "ada", code: RECOVERY })).kind).toBe("signed-in");
    expect(await attempt({ name: "ada", code: RECOVERY })).toEqual({ kind: "refused" });
    expect(accounts.noted.map(({ action }) => action)).toContain("recovery-code-used");
  });

  test("sealed for another user, or under another secret, no code fits; a recovery code does", async () => {
    await accounts.putSecondFactor({
      userId: "ada",
      sealedSecret: sealSecret(openSealer, "otto", SECRET),
      lastStep: 0,
      codeHashes: [hashRecoveryCode("ada", RECOVERY)],
      by: ADA,
      nowMs: NOW_MS,
    });
    expect(await attempt({ name: "ada", code: codeAt(NOW_MS) })).toEqual({ kind: "refused" });
    expect((await attempt({ name: "ada", code: RECOVERY })).kind).toBe("signed-in");
  });

  test("who knows the password guesses codes at one pace, from however many addresses; a recovery code still works", async () => {
    const guess = (at: number, code: string) => attempt({ name: "ada", code, address: `10.0.0.${at}` });
    for (let at = 0; at < 10; at += 1) await guess(at, "000000");
    // The eleventh is right, and refused without a word about why: a wait would say that the password is right.
    expect(await guess(11, codeAt(NOW_MS))).toEqual({ kind: "refused" });
    expect((await guess(12, RECOVERY)).kind).toBe("signed-in");
  });

  test("and a browser that signed in before is not slowed by them", async () => {
    const first = await attempt({ name: "ada", code: codeAt(NOW_MS) });
    if (first.kind !== "signed-in") throw new Error(first.kind);
    for (let at = 0; at < 50; at += 1) await attempt({ name: "ada", code: "000000", address: `10.0.0.${at}` });
    const { device } = first;
    const code = codeAt(NOW_MS + 30_000);
    expect((await attempt({ name: "ada", code, address: "10.0.1.1", device })).kind).toBe("signed-in");
  });
});

describe("a thousand wrong tries", () => {
  async function storm(change: (at: number) => Partial<SignInInput>) {
    let nowMs = NOW_MS;
    const waits: number[] = [];
    for (let at = 0; at < 1_000; at += 1) {
      const outcome = await attempt({ password: "wrong wrong wrong", nowMs, ...change(at) });
      if (outcome.kind === "signed-in") throw new Error("a wrong password signed in");
      if (outcome.kind === "wait") {
        waits.push(outcome.untilMs - nowMs);
        nowMs = outcome.untilMs;
      }
    }
    return { waits, nowMs };
  }

  test("five are free, then each waits longer, up to a minute; another account is not held up", async () => {
    const { waits, nowMs } = await storm(() => ({}));
    expect(waits.slice(0, 8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(compared.length).toBeLessThan(510);
    expect(nowMs - NOW_MS).toBeGreaterThan(8 * 3_600_000);
    expect((await attempt({ name: "ada", nowMs })).kind).toBe("signed-in");
  });

  test("do not keep the owner out: not from another address, not from a browser that was here before", async () => {
    const before = await attempt({ address: "192.0.2.7" });
    if (before.kind !== "signed-in") throw new Error(before.kind);
    const { nowMs } = await storm(() => ({ address: "198.51.100.1" }));
    expect((await attempt({ address: "192.0.2.7", nowMs })).kind).toBe("signed-in");
    expect((await attempt({ address: "198.51.100.1", nowMs: nowMs - 1 })).kind).toBe("wait");
    expect((await attempt({ address: "198.51.100.1", nowMs: nowMs - 1, device: before.device })).kind).toBe(
      "signed-in",
    );
  });

  test("of a thousand names from one address are slowed together, also where IPv6 has many of it", async () => {
    const { waits } = await storm((at) => ({ name: `name${at}`, address: `2001:db8:1:2:${at.toString(16)}::1` }));
    expect(waits.length).toBeGreaterThan(400);
    expect(Math.max(...waits)).toBe(60_000);
  });
});

test("a browser's proof is worth nothing for another account, nor when forged", async () => {
  const first = await attempt();
  if (first.kind !== "signed-in") throw new Error(first.kind);
  for (let at = 0; at < 6; at += 1) await attempt({ name: "ada", password: "wrong" });
  expect((await attempt({ name: "ada", device: first.device })).kind).toBe("wait");
  expect((await attempt({ name: "ada", device: "forged" })).kind).toBe("wait");
  expect((await attempt({ name: "ada", device: "x".repeat(100_000) })).kind).toBe("wait");
});

test("a success forgives its own tries, never those of everybody at the address", async () => {
  const address = "198.51.100.9";
  for (let at = 0; at < 29; at += 1) await attempt({ name: `name${at}`, address });
  expect((await attempt({ address })).kind).toBe("signed-in");
  await attempt({ name: "name30", address });
  expect((await attempt({ name: "name31", address })).kind).toBe("wait");
});

test("a machine too busy to compare says wait and counts nothing", async () => {
  const busy = () => Promise.reject(new TooManyHashes("busy"));
  for (let at = 0; at < 9; at += 1) expect(await attempt({}, busy)).toEqual({ kind: "wait", untilMs: NOW_MS + 3_000 });
  expect((await attempt()).kind).toBe("signed-in");
});

test("parallel tries share one allowance", async () => {
  const outcomes = await Promise.all(Array.from({ length: 9 }, () => attempt({ password: "wrong wrong" })));
  expect(outcomes.filter((outcome) => outcome.kind === "refused")).toHaveLength(5);
  expect(outcomes.filter((outcome) => outcome.kind === "wait")).toHaveLength(4);
});

describe("a session ends", () => {
  const by = ADA;
  const nowMs = NOW_MS;
  const userId = "otto";
  const cases: [name: string, end: (id: string) => Promise<unknown>, laterMs: number, because: string][] = [
    [
      "by signing out",
      (id) => accounts.revokeSession({ id, userId, because: "signed-out", by, nowMs }),
      1,
      "signed-out",
    ],
    ["from another session", (id) => accounts.revokeSession({ id, userId, because: "ended", by, nowMs }), 1, "ended"],
    ["with all others", () => accounts.endSessions({ userId, keepSessionId: null, by, nowMs }), 1, "ended"],
    ["when the role changes", () => accounts.setRole({ userId, role: "viewer", by, nowMs }), 1, "role"],
    ["when the user is disabled", () => accounts.setStatus({ userId, status: "disabled", by, nowMs }), 1, "status"],
    [
      "when the password changes",
      () => accounts.setPasswordHash({ userId, passwordHash: "x", keepSessionId: null, by, nowMs }),
      1,
      "password",
    ],
    ["when it is old", async () => undefined, 15 * 86_400_000, "expired"],
  ];
  test.each(cases)("%s", async (_name, end, laterMs, because) => {
    const outcome = await attempt();
    if (outcome.kind !== "signed-in") throw new Error(outcome.kind);
    const claim = { sessionId: outcome.session.id, sessionVersion: outcome.session.version };
    const directory = sessionDirectory(accounts, () => NOW_MS + laterMs);
    expect(await resolveSession(accounts, claim, NOW_MS)).toMatchObject({ kind: "standing", user: { id: "otto" } });
    await end(outcome.session.id);
    expect(await resolveSession(accounts, claim, NOW_MS + laterMs)).toEqual({ kind: "ended", because });
    expect(await directory.isCurrent(claim.sessionId, claim.sessionVersion)).toBe(false);
  });

  test("that never was", async () => {
    const claim = { sessionId: "s_none", sessionVersion: 1 };
    expect(await resolveSession(accounts, claim, NOW_MS)).toEqual({ kind: "ended", because: "gone" });
  });
});
