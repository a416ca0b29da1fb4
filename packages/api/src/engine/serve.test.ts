import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createEngineClient } from "../client/engineClient.ts";
import { type Followed, follow } from "../delta/index.ts";
import { createFakeDoor, type FakeDoor, type FakeScene } from "../testing/index.ts";
import { mintOwnerToken } from "../token/ownerToken.ts";
import { mintToken, type TokenClaims } from "../token/token.ts";
import { hashApiKey } from "./identify.ts";
import { type EngineServer, serveEngine } from "./serve.ts";

const SECRET = "a-secret-of-at-least-thirty-two-bytes";
const OWNER_SECRET = "another-secret-of-thirty-two-bytes-or-more";
const ORIGIN = "http://localhost:3000";
const KEY = "ek_of-a-viewer";
const ADMIN_KEY = "ek_of-an-admin";
const ADA: TokenClaims = { userId: "ada", role: "admin", sessionId: "s1", sessionVersion: 1 };

let door: FakeDoor;
let server: EngineServer;
let standing: "current" | "ended" | "unreachable";
let steppedUp: boolean;
let scene: FakeScene;
let reported: unknown[];

beforeEach(async () => {
  scene = "running";
  standing = "current";
  steppedUp = false;
  reported = [];
  await start();
});
afterEach(() => server.close());

async function restart(): Promise<void> {
  await server.close();
  await start();
}

async function start(): Promise<void> {
  door = createFakeDoor({ nowMs: Date.now, rows: 20, scene });
  server = await serveEngine({
    port: 0,
    host: "127.0.0.1",
    door,
    secret: SECRET,
    ownerSecret: OWNER_SECRET,
    sessions: {
      isSteppedUp: async () => steppedUp,
      isCurrent: async () => {
        if (standing === "unreachable") throw new Error("store down");
        return standing === "current";
      },
    },
    apiKeys: {
      findByHash: async (hash) => {
        const whole = { only: null, expiresAtMs: null };
        if (hash === hashApiKey(ADMIN_KEY)) return { id: "k2", role: "admin", ...whole };
        return hash === hashApiKey(KEY) ? { id: "k1", role: "viewer", ...whole } : null;
      },
    },
    allowedOrigins: [ORIGIN],
    probes: { "/healthz": () => ({ status: 200, contentType: "text/plain", body: "ok" }) },
    report: (error) => reported.push(error),
    recheckMs: 20,
    publishIntervalMs: 5,
  });
}

const url = (path: string): string => `http://127.0.0.1:${server.port}${path}`;
const token = (change: Partial<TokenClaims> = {}, nowMs = Date.now()): string =>
  mintToken({ ...ADA, ...change }, SECRET, nowMs);
type Answer = { readonly status: number; readonly text: string; readonly code: string | undefined };
async function ask(path: string, init: RequestInit = {}, credential: string | null = token()): Promise<Answer> {
  const headers = new Headers(init.headers);
  if (credential !== null) headers.set("authorization", `Bearer ${credential}`);
  const response = await fetch(url(path), { ...init, headers });
  const text = await response.text();
  const body = text.startsWith("{") ? (JSON.parse(text) as { error?: { data?: { code?: string } } }) : {};
  return { status: response.status, text, code: body.error?.data?.code };
}
const post = (body: string, type = "application/json"): RequestInit => ({
  method: "POST",
  body,
  headers: { "content-type": type },
});
const FREEZE = "/trpc/commands.freeze";

describe("over HTTP", () => {
  const cases: [name: string, call: () => Promise<Answer>, status: number, code: string | undefined][] = [
    ["a probe needs nobody", () => ask("/healthz", {}, null), 200, undefined],
    ["the deck with a token", () => ask("/trpc/overview.get"), 200, undefined],
    ["the deck with an API key", () => ask("/trpc/overview.get", {}, KEY), 200, undefined],
    ["nobody", () => ask("/trpc/overview.get", {}, null), 401, "UNAUTHENTICATED"],
    ["garbage for a token", () => ask("/trpc/overview.get", {}, "garbage"), 401, "TOKEN_INVALID"],
    ["an unknown API key", () => ask("/trpc/overview.get", {}, "ek_unknown"), 401, "TOKEN_INVALID"],
    ["an old token", () => ask("/trpc/overview.get", {}, token({}, Date.now() - 61_000)), 401, "TOKEN_EXPIRED"],
    ["a key of a viewer that freezes", () => ask(FREEZE, post('{"id":"c1234567"}'), KEY), 403, "FORBIDDEN"],
    ["an unknown procedure", () => ask("/trpc/overview.nothing"), 404, "NOT_FOUND"],
    ["an unknown path", () => ask("/nothing"), 404, "NOT_FOUND"],
    ["a prototype's name", () => ask("/trpc/__proto__.constructor"), 404, "NOT_FOUND"],
    ["a command by GET", () => ask(FREEZE), 415, "UNSUPPORTED"],
    ["a form", () => ask(FREEZE, post("id=c1234567", "application/x-www-form-urlencoded")), 415, "UNSUPPORTED"],
    ["broken JSON", () => ask(FREEZE, post("{")), 400, "INVALID_INPUT"],
    ["no command id", () => ask(FREEZE, post("{}")), 400, "INVALID_INPUT"],
    ["an unknown field", () => ask(FREEZE, post('{"id":"c1234567","force":true}')), 400, "INVALID_INPUT"],
    ["ten megabytes", () => ask(FREEZE, post(`"${"x".repeat(10_000_000)}"`)), 413, "TOO_LARGE"],
    [
      "a foreign page",
      () => ask("/trpc/overview.get", { headers: { origin: "http://evil.example" } }),
      403,
      "ORIGIN_REFUSED",
    ],
  ];
  test.each(cases)("%s", async (_name, call, status, code) => {
    const answer = await call();
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(answer.text).not.toMatch(/\bat .*\.ts|node_modules|stack/);
  });

  test("a revoked session and a silent store let nobody in", async () => {
    standing = "ended";
    expect((await ask("/trpc/overview.get")).code).toBe("SESSION_ENDED");
    standing = "unreachable";
    expect(await ask("/trpc/overview.get")).toMatchObject({ status: 503, code: "STORE_UNAVAILABLE" });
  });

  test("a chunked body past the limit is refused too", async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(server.port, "127.0.0.1", () => {
        socket.write(
          `POST ${FREEZE} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer ${token()}\r\nTransfer-Encoding: chunked\r\n\r\n`,
        );
        for (let chunk = 0; chunk < 20; chunk++) socket.write(`1000\r\n${"x".repeat(0x1000)}\r\n`);
        socket.write("0\r\n\r\n");
      });
      let text = "";
      socket.on("error", () => resolve(text));
      socket.on("data", (data) => {
        text += data.toString();
        if (text.includes("TOO_LARGE")) socket.destroy();
      });
      socket.on("close", () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413/);
    expect(answer).toContain("TOO_LARGE");
  });

  test("the owner's token is the owner's; the web's secret cannot make one", async () => {
    const owner = mintOwnerToken("ada", OWNER_SECRET, Date.now());
    expect(await ask(FREEZE, post('{"id":"c1234567"}'), owner)).toMatchObject({ status: 200 });
    expect(door.submitted.at(-1)?.author).toEqual({ kind: "owner", id: "ada", role: "admin" });
    const forged = mintOwnerToken("ada", SECRET, Date.now());
    expect(await ask(FREEZE, post('{"id":"c1234567"}'), forged)).toMatchObject({ status: 401, code: "TOKEN_INVALID" });
  });

  test("un-halting asks that it is really this person; stopping never does", async () => {
    const resume = "/trpc/commands.resume";
    scene = "halted";
    await restart();
    expect(await ask(resume, post('{"id":"c2234567"}'))).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
    expect(await ask(resume, post('{"id":"c2234567"}'), ADMIN_KEY)).toMatchObject({ status: 403, code: "FORBIDDEN" });
    steppedUp = true;
    expect((await ask(resume, post('{"id":"c2234567"}'))).status).toBe(200);
    steppedUp = false;
    expect((await ask(FREEZE, post('{"id":"c1234567"}'))).status).toBe(200);
  });

  test("I9 going on after FLATTEN asks that it is really this person, though nothing is halted", async () => {
    const resume = "/trpc/commands.resume";
    scene = "not-flat";
    await restart();
    expect(await ask(resume, post('{"id":"c4234567"}'))).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
    expect(await ask(resume, post('{"id":"c4234567"}'), ADMIN_KEY)).toMatchObject({ status: 403, code: "FORBIDDEN" });
    steppedUp = true;
    expect((await ask(resume, post('{"id":"c4234567"}'))).status).toBe(200);
  });

  test("the venue's word is taken by a person who is an admin, is really there and says why; looking at it is free", async () => {
    const accept = "/trpc/commands.acceptVenue";
    const body = '{"id":"c3234567","reason":"deposit","venue":"binance","print":"93fa1c20be7745d1","as":"transfer"}';
    scene = "halted";
    await restart();
    expect(await ask("/trpc/review.get", {}, token({ role: "viewer" }))).toMatchObject({ status: 200 });
    steppedUp = true;
    for (const role of ["viewer", "operator"] as const)
      expect(await ask(accept, post(body), token({ role }))).toMatchObject({ status: 403, code: "FORBIDDEN" });
    steppedUp = false;
    expect(await ask(accept, post(body))).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
    expect(await ask(accept, post(body), ADMIN_KEY)).toMatchObject({ status: 403, code: "FORBIDDEN" });
    const adopt =
      '{"id":"c5234567","reason":"mine","quantity":"1","long":{"venue":"binance","kind":"spot","symbol":"A"},"short":{"venue":"binance","symbol":"A"}}';
    expect(await ask("/trpc/commands.adoptPair", post(adopt))).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
    steppedUp = true;
    for (const wrong of [body.replace("deposit", " "), body.replace("transfer", "gift"), body.replace("93fa", "")])
      expect(await ask(accept, post(wrong))).toMatchObject({ status: 400, code: "INVALID_INPUT" });
    expect(door.submitted).toEqual([]);
    expect(await ask(accept, post(body))).toMatchObject({ status: 200 });
    expect(door.submitted).toEqual([
      {
        command: {
          id: "c3234567",
          reason: "deposit",
          body: { kind: "accept-venue", venue: "binance", print: "93fa1c20be7745d1", as: "transfer" },
        },
        author: expect.objectContaining({ kind: "user", role: "admin" }) as object,
      },
    ]);
  });

  test("a drill trades: it takes a person who is an admin and really there; how the last ones ended anybody may see", async () => {
    const drill = "/trpc/commands.drill";
    const body = '{"id":"c5234567","reason":"go live","venue":"binance"}';
    expect(await ask("/trpc/drills.get", {}, token({ role: "viewer" }))).toMatchObject({ status: 200 });
    steppedUp = true;
    for (const role of ["viewer", "operator"] as const)
      expect(await ask(drill, post(body), token({ role }))).toMatchObject({ status: 403, code: "FORBIDDEN" });
    steppedUp = false;
    expect(await ask(drill, post(body))).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
    expect(await ask(drill, post(body), ADMIN_KEY)).toMatchObject({ status: 403, code: "FORBIDDEN" });
    steppedUp = true;
    expect(await ask(drill, post(body.replace("binance", "")))).toMatchObject({ status: 400, code: "INVALID_INPUT" });
    expect(await ask(drill, post(body))).toMatchObject({ status: 200 });
    expect(door.submitted.map(({ command }) => command.body)).toEqual([{ kind: "drill", venue: "binance" }]);
  });

  test("commands carry their author, answer twice the same, and refuse a reused id", async () => {
    const body = post('{"id":"c1234567","reason":"drill"}');
    const [first, second] = [await ask(FREEZE, body), await ask(FREEZE, body)];
    expect(first.status).toBe(200);
    expect(second.text).toBe(first.text);
    expect(door.submitted).toEqual([
      {
        command: { id: "c1234567", reason: "drill", body: { kind: "freeze" } },
        author: { kind: "user", id: "ada", role: "admin" },
      },
    ]);
    expect((await ask("/trpc/commands.flatten", body)).code).toBe("COMMAND_ID_REUSED");
    const found = await ask(`/trpc/commands.get?input=${encodeURIComponent('{"id":"c1234567"}')}`);
    expect(found.text).toContain("No new risk");
  });

  test("a failure inside is told as INTERNAL and reported, never shown", async () => {
    Object.assign(door, {
      overview: () => {
        throw new Error("secret detail");
      },
    });
    const answer = await ask("/trpc/overview.get");
    expect(answer).toMatchObject({ status: 500, code: "INTERNAL" });
    expect(answer.text).not.toContain("secret detail");
    expect(String(reported[0])).toContain("secret detail");
  });
});

function open(origin: string | null, params: object | null): Promise<{ socket: WebSocket; closed: Promise<number> }> {
  const address = `ws://127.0.0.1:${server.port}/trpc?connectionParams=1`;
  const socket = new WebSocket(address, origin === null ? {} : { origin });
  const closed = new Promise<number>((resolve) => {
    socket.on("close", resolve);
    socket.on("error", () => resolve(-1));
  });
  return new Promise((resolve) => {
    socket.on("open", () => {
      if (params !== null) socket.send(JSON.stringify({ method: "connectionParams", data: params }));
      resolve({ socket, closed });
    });
    socket.on("error", () => resolve({ socket, closed }));
  });
}

describe("over a socket", () => {
  const refused: [name: string, origin: string | null, params: object | null][] = [
    ["another page", "http://evil.example", { token: token() }],
    ["no token", ORIGIN, {}],
    ["a bad token", ORIGIN, { token: "x.y.z" }],
    ["an old token", ORIGIN, { token: token({}, 1) }],
    ["parameters of a wrong shape", ORIGIN, { token: 7 }],
  ];
  test.each(refused)("%s is not let in", async (_name, origin, params) => {
    const { closed } = await open(origin, params);
    await closed;
    await expect.poll(() => server.sockets()).toBe(0);
  });

  test("frames past the limit end the socket, not the server", async () => {
    const { socket, closed } = await open(ORIGIN, { token: token() });
    socket.send("x".repeat(100_000));
    expect(await closed).toBe(1009);
    expect((await ask("/healthz")).status).toBe(200);
  });

  test("an ended session's socket is closed by the recheck; a silent store closes none", async () => {
    const { socket, closed } = await open(ORIGIN, { token: token() });
    await answered(socket, { id: 1, method: "query", params: { path: "health" } });
    standing = "unreachable";
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(socket.readyState).toBe(socket.OPEN);
    standing = "ended";
    expect(await closed).toBe(4401);
  });

  test("while sessions cannot be checked freezing works and resuming does not", async () => {
    const { socket } = await open(ORIGIN, { token: token() });
    await answered(socket, { id: 1, method: "query", params: { path: "health" } });
    standing = "unreachable";
    const call = (id: number, path: string) =>
      answered(socket, { id, method: "mutation", params: { path, input: { id: "c1234567" } } });
    expect(await call(2, "commands.resume")).toContain("STORE_UNAVAILABLE");
    expect(await call(3, "commands.freeze")).toContain("No new risk");
    expect(door.submitted.map(({ command }) => command.body.kind)).toEqual(["freeze"]);
  });

  test("a ninth subscription on one socket is refused", async () => {
    const { socket } = await open(ORIGIN, { token: token() });
    const refusal = new Promise<string>((resolve) => {
      socket.on("message", (data: Buffer) => data.toString().includes("TOO_MANY") && resolve(data.toString()));
    });
    for (let id = 1; id <= 9; id++)
      socket.send(JSON.stringify({ id, method: "subscription", params: { path: "overview.subscribe" } }));
    expect(JSON.parse(await refusal)).toMatchObject({ id: 9 });
  });
});

function answered(socket: WebSocket, message: object): Promise<string> {
  return new Promise((resolve) => {
    socket.once("message", (data: Buffer) => resolve(data.toString()));
    socket.send(JSON.stringify(message));
  });
}

type Client = ReturnType<typeof createEngineClient>["client"];
function collect(
  client: Client,
  count: number,
  lastEventId: string | null = null,
): Promise<{ id: string; view: Followed }[]> {
  return new Promise((resolve, reject) => {
    const got: { id: string; view: Followed }[] = [];
    let followed: Followed | null = null;
    const subscription = client.overview.subscribe.subscribe(
      { lastEventId },
      {
        onData: ({ id, data }) => {
          followed = follow(followed, data);
          if (followed === null) {
            reject(new Error(`gap at ${id}`));
            return;
          }
          got.push({ id, view: followed });
          if (got.length === count) {
            subscription.unsubscribe();
            resolve(got);
          } else door.move();
        },
        onError: reject,
      },
    );
  });
}

describe("the live deck", () => {
  test("comes as a snapshot, then numbered deltas that add up", async () => {
    const { client, close } = createEngineClient({ url: url(""), token: () => token() });
    const got = await collect(client, 5);
    const sequences = got.map(({ view }) => view.sequence);
    expect(sequences.slice(1)).toEqual(sequences.slice(0, -1).map((sequence) => sequence + 1));
    expect(got.at(-1)?.view.view.opportunities).toEqual(door.overview().opportunities);
    await close();
  });

  test("is not computed while nobody watches", async () => {
    const { client, close } = createEngineClient({ url: url(""), token: () => token() });
    expect(door.listeners()).toBe(0);
    await collect(client, 2);
    await close();
    await expect.poll(() => door.listeners()).toBe(0);
  });

  test("resumes where it was, in its own stream only", async () => {
    const { client, close } = createEngineClient({ url: url(""), token: () => token() });
    const [first] = await collect(client, 1);
    door.move();
    const followed = await new Promise<string>((resolve, reject) => {
      const subscription = client.overview.subscribe.subscribe(
        { lastEventId: first?.id ?? "" },
        {
          onData: ({ data }) => {
            subscription.unsubscribe();
            resolve(`${data.kind} ${data.sequence}`);
          },
          onError: reject,
        },
      );
    });
    expect(followed).toBe(`delta ${(first?.view.sequence ?? 0) + 1}`);
    await close();
  });
});
