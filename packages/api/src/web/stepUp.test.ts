import { beforeEach, describe, expect, test } from "vitest";
import { ANONYMOUS, type Caller } from "../caller/caller.ts";
import { toApiError } from "../errors/index.ts";
import {
  ADA,
  createMemoryAccounts,
  type MemoryAccounts,
  makeSession,
  makeUser,
  openSealer,
  phoneWith,
  weakHash,
} from "../testing/index.ts";
import type { WebContext } from "./context.ts";
import { sessionDirectory } from "./resolveSession.ts";
import { webRouter } from "./router.ts";
import { STEP_UP_LIFE_MS } from "./stepUp.ts";

const NOW_MS = 1_800_000_000_000;
const LATER_MS = NOW_MS + STEP_UP_LIFE_MS;
const PASSWORD = "harbour lamp violet";
const NEXT = "seven green anchors";
const passwordHash = weakHash(PASSWORD);
let accounts: MemoryAccounts;

beforeEach(async () => {
  accounts = createMemoryAccounts();
  await accounts.createUser(makeUser("ada", { role: "admin", passwordHash }), ADA);
  await accounts.createUser(makeUser("otto", { role: "operator", passwordHash }), ADA);
  for (const [id, userId] of [
    ["s1", "ada"],
    ["s2", "ada"],
    ["s3", "otto"],
  ] as const)
    await accounts.createSession(makeSession(id, { userId, createdAtMs: NOW_MS }), 9, "password");
});

const userOf = (sessionId: string): Caller => ({
  kind: "user",
  id: sessionId === "s3" ? "otto" : "ada",
  role: sessionId === "s3" ? "operator" : "admin",
  sessionId,
  sessionVersion: 1,
});
const as = (sessionId: string, nowMs = NOW_MS, change: Partial<WebContext> = {}) =>
  webRouter.createCaller({
    accounts,
    sealer: openSealer,
    caller: userOf(sessionId),
    ended: null,
    nowMs,
    engineSecret: "a-secret-of-at-least-thirty-two-bytes",
    address: "direct",
    requestId: "request-of-a-test",
    ...change,
  });
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "ran",
    (error: unknown) => toApiError(error).code,
  );

async function enrol(sessionId: string) {
  const begun = await as(sessionId).authenticator.begin();
  const code = phoneWith(begun.secret);
  const { codes } = await as(sessionId).authenticator.confirm({ enrolment: begun.enrolment, code: code(NOW_MS) });
  return { codes, code, begun };
}

describe("confirming that it is you", () => {
  test("by the password, for five minutes, in this session alone; the engine sees it", async () => {
    expect(await as("s1").session.me()).toMatchObject({ provenBy: "password" });
    expect(await codeOf(as("s1").session.stepUp({ proof: "not my password" }))).toBe("PROOF_REFUSED");
    expect(await as("s1").session.stepUp({ proof: PASSWORD })).toEqual({ untilMs: LATER_MS });
    const steppedUp = (id: string, nowMs: number) => sessionDirectory(accounts, () => nowMs).isSteppedUp(id);
    expect(await steppedUp("s1", LATER_MS - 1)).toBe(true);
    expect(await steppedUp("s1", LATER_MS)).toBe(false);
    expect(await steppedUp("s2", NOW_MS)).toBe(false);
  });

  test("by a code where there is an authenticator: the password is not enough, and a code counts once", async () => {
    const { code, codes } = await enrol("s1");
    expect(await as("s1").session.me()).toMatchObject({ provenBy: "code" });
    const proofs: [nowMs: number, proof: string, outcome: string][] = [
      [NOW_MS, PASSWORD, "PROOF_REFUSED"],
      [NOW_MS, code(NOW_MS), "PROOF_REFUSED"],
      [NOW_MS + 30_000, code(NOW_MS + 30_000), "ran"],
      [NOW_MS + 30_000, code(NOW_MS + 30_000), "PROOF_REFUSED"],
      [NOW_MS + 30_000, codes[0] ?? "", "ran"],
      [NOW_MS + 30_000, codes[0] ?? "", "PROOF_REFUSED"],
    ];
    for (const [nowMs, proof, outcome] of proofs)
      expect([proof, await codeOf(as("s1", nowMs).session.stepUp({ proof }))]).toEqual([proof, outcome]);
  });

  test("is slow to guess, and slows nobody else", async () => {
    for (let at = 0; at < 5; at += 1)
      expect(await codeOf(as("s1").session.stepUp({ proof: `wrong ${at}` }))).toBe("PROOF_REFUSED");
    expect(await codeOf(as("s1").session.stepUp({ proof: PASSWORD }))).toBe("TOO_MANY");
    expect(await codeOf(as("s2").session.stepUp({ proof: PASSWORD }))).toBe("ran");
    expect(await codeOf(as("s1", NOW_MS + 1_000).session.stepUp({ proof: PASSWORD }))).toBe("ran");
  });
});

describe("asked before", () => {
  const cases: [name: string, call: (nowMs: number) => Promise<unknown>][] = [
    ["a new user", (now) => as("s1", now).users.create({ name: "Vera", role: "viewer", password: PASSWORD })],
    ["a higher role", (now) => as("s1", now).users.setRole({ id: "otto", role: "admin" })],
    ["a user let in again", (now) => as("s1", now).users.enable({ id: "otto" })],
    ["a reset authenticator", (now) => as("s1", now).users.resetAuthenticator({ id: "otto" })],
    ["an API key", (now) => as("s1", now).apiKeys.create({ label: "x", role: "viewer", only: null, expiresInDays: 1 })],
    ["new recovery codes", (now) => as("s1", now).authenticator.renewCodes()],
    ["no authenticator any more", (now) => as("s1", now).authenticator.remove()],
    ["another authenticator", (now) => as("s1", now).authenticator.begin()],
  ];
  test.each(cases)("%s", async (_name, call) => {
    await enrol("s3");
    const { codes } = await enrol("s1");
    expect(await codeOf(call(NOW_MS))).toBe("STEP_UP_REQUIRED");
    await as("s1").session.stepUp({ proof: codes[0] ?? "" });
    expect(await codeOf(call(LATER_MS))).toBe("STEP_UP_REQUIRED");
    expect(await codeOf(call(LATER_MS - 1))).toBe("ran");
  });

  test("never before what only takes away", async () => {
    expect(await codeOf(as("s1").users.setRole({ id: "otto", role: "viewer" }))).toBe("ran");
    expect(await codeOf(as("s1").users.disable({ id: "otto" }))).toBe("ran");
    expect(await codeOf(as("s1").users.endSessions({ id: "otto" }))).toBe("ran");
    expect(await codeOf(as("s1").session.revokeOthers())).toBe("ran");
  });
});

describe("an authenticator", () => {
  test("is in force only once a code of it was entered; its secret is kept sealed, its recovery codes hashed", async () => {
    const begun = await as("s1").authenticator.begin();
    expect(await as("s1").authenticator.status()).toBeNull();
    const wrong = { enrolment: begun.enrolment, code: "000000" };
    expect(await codeOf(as("s1").authenticator.confirm(wrong))).toBe("PROOF_REFUSED");
    const code = phoneWith(begun.secret)(NOW_MS);
    const { codes } = await as("s1").authenticator.confirm({ enrolment: begun.enrolment, code });
    expect(new Set(codes).size).toBe(10);
    expect(codes.every((each) => /^\d{5}(-\d{5}){3}$/.test(each))).toBe(true);
    expect(await as("s1").authenticator.status()).toEqual({ sinceMs: NOW_MS, codesLeft: 10 });
    const kept = JSON.stringify(await accounts.findSecondFactor("ada"));
    expect(kept).not.toContain(begun.secret);
    expect(begun.uri).toContain(begun.secret);
  });

  test.each<[name: string, sessionId: string, nowMs: number]>([
    ["of somebody else", "s3", NOW_MS],
    ["begun long ago", "s1", NOW_MS + 600_000],
  ])("%s is not confirmed", async (_name, sessionId, nowMs) => {
    const { enrolment, secret } = await as("s1").authenticator.begin();
    await as(sessionId, nowMs).session.stepUp({ proof: PASSWORD });
    const confirming = as(sessionId, nowMs).authenticator.confirm({ enrolment, code: phoneWith(secret)(nowMs) });
    expect(await codeOf(confirming)).toBe("ENROLMENT_EXPIRED");
  });

  test("is added right after signing in; in an older session after confirming", async () => {
    expect(await codeOf(as("s1", LATER_MS).authenticator.begin())).toBe("STEP_UP_REQUIRED");
    expect(await codeOf(as("s1", LATER_MS - 1).authenticator.begin())).toBe("ran");
    await as("s1", LATER_MS).session.stepUp({ proof: PASSWORD });
    expect(await codeOf(as("s1", LATER_MS).authenticator.begin())).toBe("ran");
  });

  test("reset by an admin is gone, and every session of its user with it", async () => {
    await enrol("s3");
    await as("s1").session.stepUp({ proof: PASSWORD });
    await as("s1").users.resetAuthenticator({ id: "otto" });
    expect(await accounts.findSecondFactor("otto")).toBeNull();
    expect((await accounts.findSession("s3"))?.session.endedBecause).toBe("authenticator");
    expect(await codeOf(as("s1").users.resetAuthenticator({ id: "otto" }))).toBe("NOT_FOUND");
  });
});

describe("one's own password", () => {
  test("changes by the old one, and ends every other session", async () => {
    expect(await codeOf(as("s1").session.changePassword({ current: "no", next: NEXT }))).toBe("PROOF_REFUSED");
    expect(await codeOf(as("s1").session.changePassword({ current: PASSWORD, next: "password1234" }))).toBe(
      "PASSWORD_REFUSED",
    );
    expect(await codeOf(as("s1").session.changePassword({ current: PASSWORD, next: NEXT }))).toBe("ran");
    expect((await accounts.listSessions("ada", NOW_MS)).map(({ id }) => id)).toEqual(["s1"]);
    expect(await codeOf(as("s1").session.stepUp({ proof: PASSWORD }))).toBe("PROOF_REFUSED");
    expect(await codeOf(as("s1").session.stepUp({ proof: NEXT }))).toBe("ran");
  });
});

test("an admin sees who has what, and ends all sessions of a user", async () => {
  await enrol("s3");
  const [ada, otto] = await as("s1").users.list();
  expect(ada).toMatchObject({ name: "ada", openSessions: 2, authenticatorSinceMs: null });
  expect(otto).toMatchObject({ name: "otto", openSessions: 1, authenticatorSinceMs: NOW_MS });
  expect((await as("s1").users.sessions({ id: "otto" })).map(({ id }) => id)).toEqual(["s3"]);
  expect(await as("s1").users.endSessions({ id: "otto" })).toEqual({ ended: 1 });
  // One's own session is not among what one ends by one's own name.
  expect(await as("s1").users.endSessions({ id: "ada" })).toEqual({ ended: 1 });
});

test("a cookie whose session ended hears why", async () => {
  const late = as("s1", NOW_MS, { caller: ANONYMOUS, ended: "role" });
  expect(await late.session.me().catch(toApiError)).toMatchObject({
    code: "SESSION_ENDED",
    message: "this session has ended: an admin changed your role",
    detail: { because: "role" },
  });
});

test("every change says who made it", async () => {
  await as("s1").session.stepUp({ proof: PASSWORD });
  await as("s1").users.setRole({ id: "otto", role: "admin" });
  await as("s1").users.disable({ id: "otto" });
  expect(accounts.noted.slice(-3)).toEqual([
    { action: "stepped-up", subject: "ada", by: ADA },
    { action: "role-changed", subject: "otto", by: ADA },
    { action: "user-disabled", subject: "otto", by: ADA },
  ]);
});
