import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { RECHECK_INTERVAL_MS } from "../engine/recheck.ts";
import { engineRouter } from "../engine/router.ts";
import { type EngineServer, serveEngine } from "../engine/serve.ts";
import { createFakeDoor, createMemoryAccounts, type FakeDoor, makeSession, makeUser } from "../testing/index.ts";
import { mintToken } from "../token/token.ts";
import type { Accounts, ApiKey, Session } from "../web/accounts.ts";
import { apiKeyDirectory } from "../web/apiKeyDirectory.ts";
import { makeApiKey } from "../web/newApiKey.ts";
import { sessionDirectory } from "../web/resolveSession.ts";

/**
 * What loses its standing while it is open: over the server that ships, with the rows that ship, only the pause of
 * the recheck is shorter and the clock can be moved.
 */
const SECRET = "a-secret-of-at-least-thirty-two-bytes";
const ORIGIN = "http://localhost:3000";
const RECHECK_MS = 25;
const DAY_MS = 86_400_000;
const CLOSE_SESSION_ENDED = 4_401;

const ADA = makeUser("ada", { role: "admin" });
const OTTO = makeUser("otto", { role: "admin" });
const BY_ADA = { kind: "user", id: "ada", role: "admin" } as const;

let accounts: Accounts;
let door: FakeDoor;
let server: EngineServer;
let clock: { aheadMs: number };
let failures: unknown[];
const nowMs = (): number => Date.now() + clock.aheadMs;

beforeEach(async () => {
  accounts = createMemoryAccounts();
  clock = { aheadMs: 0 };
  failures = [];
  for (const someone of [ADA, OTTO]) await accounts.createUser(someone, BY_ADA);
  await accounts.createSession(session("s1"), 10, "password");
  door = createFakeDoor({ nowMs: Date.now, rows: 5 });
  const report = (error: unknown): void => void failures.push(error);
  server = await serveEngine({
    port: 0,
    host: "127.0.0.1",
    door,
    secret: SECRET,
    ownerSecret: null,
    sessions: sessionDirectory(accounts, nowMs),
    apiKeys: apiKeyDirectory(accounts, nowMs, report),
    allowedOrigins: [ORIGIN],
    probes: {},
    report,
    recheckMs: RECHECK_MS,
    publishIntervalMs: 2,
    nowMs,
  });
});
afterEach(() => server.close());

const session = (id: string): Session =>
  makeSession(id, {
    userId: "otto",
    createdAtMs: Date.now(),
    expiresAtMs: Date.now() + DAY_MS,
    lastSeenAtMs: Date.now(),
  });
const change = (userId: string) => ({ userId, by: BY_ADA, nowMs: nowMs() });
const leave = (because: "signed-out" | "ended") => accounts.revokeSession({ id: "s1", because, ...change("otto") });

async function giveKey(change: Partial<ApiKey> = {}): Promise<string> {
  const wanted = { label: "script", role: "admin", only: null, expiresInDays: 1 } as const;
  const { key, row } = makeApiKey(wanted, { kind: "user", id: "otto" }, Date.now());
  await accounts.createApiKey({ ...row, id: "k1", ...change });
  return key;
}

const token = (): string =>
  mintToken({ ...change("otto"), role: "admin", sessionId: "s1", sessionVersion: 1 }, SECRET, nowMs());

type Loss = readonly [name: string, credential: () => string | Promise<string>, lose: () => unknown];
const pass = (ms: number) => () => {
  clock.aheadMs += ms;
};

async function resetAuthenticator(): Promise<void> {
  await accounts.putSecondFactor({ ...change("otto"), sealedSecret: "sealed", lastStep: 0, codeHashes: [] });
  await accounts.removeSecondFactor({ ...change("otto"), keepSessionId: null });
}

const LOSSES: readonly Loss[] = [
  ["a session signed out elsewhere", token, () => leave("signed-out")],
  ["a revoked session", token, () => leave("ended")],
  ["all sessions of a user", token, () => accounts.endSessions({ ...change("otto"), keepSessionId: null })],
  ["a reset authenticator", token, resetAuthenticator],
  ["an expired session", token, pass(DAY_MS)],
  ["a downgraded user", token, () => accounts.setRole({ ...change("otto"), role: "viewer" })],
  ["a raised user, whose token says less", token, () => accounts.setRole({ ...change("otto"), role: "admin" })],
  ["a disabled user", token, () => accounts.setStatus({ ...change("otto"), status: "disabled" })],
  [
    "a changed password",
    token,
    () => accounts.setPasswordHash({ ...change("otto"), passwordHash: "other", keepSessionId: null }),
  ],
  ["a revoked key", () => giveKey(), () => accounts.revokeApiKey("k1", nowMs(), BY_ADA)],
  ["an expired key", () => giveKey(), pass(DAY_MS)],
  [
    "a key whose maker is disabled",
    () => giveKey(),
    () => accounts.setStatus({ ...change("otto"), status: "disabled" }),
  ],
  [
    "a key whose maker is no admin any more",
    () => giveKey(),
    () => accounts.setRole({ ...change("otto"), role: "viewer" }),
  ],
];

type Open = { readonly socket: WebSocket; readonly frames: string[]; readonly closed: Promise<number> };

async function openDeck(credential: string): Promise<Open> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/trpc?connectionParams=1`, { origin: ORIGIN });
  const frames: string[] = [];
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  socket.on("message", (data: Buffer) => frames.push(data.toString()));
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send(JSON.stringify({ method: "connectionParams", data: { token: credential } }));
  socket.send(JSON.stringify({ id: 1, method: "subscription", params: { path: "overview.subscribe" } }));
  await expect.poll(() => frames.some((frame) => frame.includes('"kind":"snapshot"'))).toBe(true);
  return { socket, frames, closed };
}

const freeze = (id: string) => ({ id: 2, method: "mutation", params: { path: "commands.freeze", input: { id } } });

describe("an open socket ends within the recheck, and nothing passes afterwards", () => {
  test.each(LOSSES)("%s", async (_name, credential, lose) => {
    const { socket, frames, closed } = await openDeck(await credential());
    socket.send(JSON.stringify(freeze("before-the-end")));
    await expect.poll(() => door.submitted.length).toBe(1);
    await lose();
    const began = performance.now();
    expect(await closed).toBe(CLOSE_SESSION_ENDED);
    expect(performance.now() - began).toBeLessThan(5_000);
    const seen = frames.length;
    door.move();
    await pause(20);
    expect(frames.length).toBe(seen);
    await expect.poll(() => door.listeners()).toBe(0);
    expect(failures).toEqual([]);
  });

  test("a client that does not take part in closing is not heard and cut off", async () => {
    const key = await giveKey();
    const stubborn = await openStubborn(key);
    stubborn.send(JSON.stringify(freeze("before-the-end")));
    await expect.poll(() => door.submitted.length).toBe(1);
    await accounts.revokeApiKey("k1", nowMs(), BY_ADA);
    await stubborn.heard(/SESSION_ENDED/);
    const bytes = stubborn.bytes();
    for (let tried = 0; tried < 20; tried += 1) {
      stubborn.send(JSON.stringify(freeze(`after-the-end-${tried}`)));
      door.move();
      await pause(5);
    }
    expect(door.submitted.length).toBe(1);
    expect(stubborn.bytes()).toBe(bytes);
    await stubborn.closed;
    await expect.poll(() => server.sockets()).toBe(0);
  });

  test("what stays in standing stays open", async () => {
    const kept = await openDeck(await giveKey());
    await accounts.createApiKey({
      ...makeApiKey(
        { label: "other", role: "viewer", only: null, expiresInDays: null },
        { kind: "owner", id: "root" },
        nowMs(),
      ).row,
      id: "k2",
    });
    await accounts.revokeApiKey("k2", nowMs(), BY_ADA);
    await accounts.setRole({ ...change("ada"), role: "viewer" });
    await pause(RECHECK_MS * 4);
    expect(kept.socket.readyState).toBe(WebSocket.OPEN);
  });
});

describe("a stream over HTTP ends the same way", () => {
  test.each(LOSSES)("%s", async (_name, credential, lose) => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/trpc/overview.subscribe`, {
      headers: { authorization: `Bearer ${await credential()}`, accept: "text/event-stream" },
    });
    expect(answer.status).toBe(200);
    const reading = readAll(answer);
    await lose();
    expect(await reading).toContain("snapshot");
    await expect.poll(() => door.listeners()).toBe(0);
  });
});

describe("a key that no longer stands, or not yet for this, runs nothing", () => {
  const procedures = Object.entries(engineRouter._def.procedures).map(([path, procedure]) => ({
    path,
    method: (procedure as { _def: { type: string } })._def.type === "mutation" ? "POST" : "GET",
  }));
  const ask = async (path: string, method: string, key: string) => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/trpc/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(method === "POST" ? { body: '{"id":"c1234567"}' } : {}),
    });
    return /"code":"([A-Z_]+)"/.exec(await answer.text())?.[1];
  };
  const keys: readonly (readonly [name: string, change: () => Partial<ApiKey>, code: string])[] = [
    ["revoked", () => ({ revokedAtMs: nowMs() }), "TOKEN_INVALID"],
    ["expired", () => ({ expiresAtMs: nowMs() }), "TOKEN_EXPIRED"],
    ["of nobody", () => ({ author: { kind: "user", id: "gone" } }), "TOKEN_INVALID"],
    ["for another group", () => ({ only: ["none"] }), "FORBIDDEN"],
  ];
  test.each(keys)("%s", async (_name, change, code) => {
    const key = await giveKey(change());
    expect(procedures.length).toBeGreaterThan(10);
    for (const { path, method } of procedures) expect([path, await ask(path, method, key)]).toEqual([path, code]);
    expect(door.submitted).toEqual([]);
  });
});

test("the shipped pause and the closing leave room within five seconds", () => {
  expect(RECHECK_INTERVAL_MS).toBeLessThanOrEqual(4_000);
});

describe("the last use of a key", () => {
  const call = (key: string) =>
    fetch(`http://127.0.0.1:${server.port}/trpc/health`, { headers: { authorization: `Bearer ${key}` } });
  const lastUsed = async () => (await accounts.listApiKeys())[0]?.lastUsedAtMs ?? null;

  test("is noted to the minute, and not by a refused try", async () => {
    const key = await giveKey();
    expect(await lastUsed()).toBeNull();
    await call(key);
    const first = await lastUsed();
    expect(first).toBeGreaterThan(0);
    clock.aheadMs += 59_000;
    await call(key);
    expect(await lastUsed()).toBe(first);
    clock.aheadMs += 2_000;
    await call(key);
    expect(await lastUsed()).toBeGreaterThan(first ?? 0);
    clock.aheadMs += DAY_MS;
    const atExpiry = await lastUsed();
    expect((await call(key)).status).toBe(401);
    expect(await lastUsed()).toBe(atExpiry);
  });

  test("keeps no call waiting, and is written once at a time", async () => {
    let touches = 0;
    accounts.touchApiKey = () => {
      touches += 1;
      return new Promise(() => undefined);
    };
    const key = await giveKey();
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(key)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(touches).toBe(1);
  });
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function readAll(answer: Response): Promise<string> {
  let text = "";
  try {
    for await (const chunk of answer.body ?? []) text += Buffer.from(chunk).toString();
  } catch {
    // The server cut the stream: that is what is waited for.
  }
  return text;
}

/** A WebSocket client by hand, that goes on talking when it is told to close. */
async function openStubborn(credential: string) {
  const socket = connect(server.port, "127.0.0.1");
  let heard = "";
  socket.on("error", () => undefined);
  socket.on("data", (data) => {
    heard += data.toString("latin1");
  });
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write(
    `GET /trpc?connectionParams=1 HTTP/1.1\r\nHost: localhost\r\nOrigin: ${ORIGIN}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
  );
  const until = (pattern: RegExp) => expect.poll(() => pattern.test(heard)).toBe(true);
  await until(/101 Switching Protocols/);
  /** A masked text frame with a mask of zeros. */
  const send = (text: string): void => {
    const body = Buffer.from(text);
    const size = body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 0xff];
    if (!socket.destroyed) socket.write(Buffer.concat([Buffer.from([0x81, ...size, 0, 0, 0, 0]), body]));
  };
  send(JSON.stringify({ method: "connectionParams", data: { token: credential } }));
  return { send, closed, heard: until, bytes: () => heard.length };
}
