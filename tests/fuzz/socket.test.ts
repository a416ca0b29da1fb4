import { type EngineServer, engineRouter, serveEngine } from "@evenkeel/api/engine";
import { API_ERROR_CODES } from "@evenkeel/api/errors";
import { createFakeDoor } from "@evenkeel/api/testing";
import { mintToken } from "@evenkeel/api/token";
import {
  caseRandom,
  choose,
  damageText,
  fuzz,
  mutate,
  type Random,
  render,
  strangeValue,
} from "@evenkeel/testkit/fuzz";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { inputsOf, proceduresOf } from "./support/procedures.ts";

const SECRET = "a-secret-of-at-least-thirty-two-bytes";
const SOCKETS = 40;
const FRAMES_EACH = 25;
const GREETINGS = 120;
const WAIT_MS_MAX = 5_000;
const admin = { userId: "ada", role: "admin", sessionId: "s1", sessionVersion: 1 } as const;

let server: EngineServer;
const reported: unknown[] = [];
const broken: unknown[] = [];
const note = (error: unknown): number => broken.push(error);

beforeAll(async () => {
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
  server = await serveEngine({
    port: 0,
    host: "127.0.0.1",
    door: createFakeDoor({ nowMs: Date.now, rows: 20 }),
    secret: SECRET,
    ownerSecret: null,
    sessions: { isCurrent: async () => true, isSteppedUp: async () => true },
    apiKeys: { findByHash: async () => null },
    allowedOrigins: [],
    probes: {},
    report: (error) => reported.push(error),
  });
});
afterAll(async () => {
  process.off("unhandledRejection", note);
  process.off("uncaughtException", note);
  await server.close();
});

const token = (): string => mintToken(admin, SECRET, Date.now());
const greeting = (params: unknown): string => render({ method: "connectionParams", data: params });

type Talk = { readonly socket: WebSocket; readonly said: string[]; readonly closed: Promise<void> };

function open(first: string | Buffer | null): Promise<Talk> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/trpc?connectionParams=1`);
  const said: string[] = [];
  socket.on("message", (data: Buffer) => said.push(data.toString()));
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => undefined);
  return new Promise((resolve) => {
    socket.once("open", () => {
      if (first !== null) socket.send(first);
      resolve({ socket, said, closed });
    });
  });
}

async function end({ socket, closed }: Talk): Promise<void> {
  socket.terminate();
  await closed;
}

/** Asked on a socket of its own: the door still opens, and the house behind it still answers. */
async function serves(): Promise<boolean> {
  const talk = await open(greeting({ token: token() }));
  talk.socket.send(JSON.stringify({ id: 7, method: "query", params: { path: "health" } }));
  await expect.poll(() => talk.said.some((frame) => frame.includes('"id":7')), { timeout: WAIT_MS_MAX }).toBe(true);
  await end(talk);
  const wrong = [...broken.splice(0), ...reported.splice(0)];
  if (wrong.length > 0) throw wrong[0];
  return true;
}

const CODES = new Set<unknown>(API_ERROR_CODES);
function assertTypedFrames(said: readonly string[]): void {
  for (const frame of said) {
    if (!frame.startsWith("{") && !frame.startsWith("[")) continue;
    for (const { error } of [JSON.parse(frame)].flat() as { error?: { data?: { code?: unknown } } }[]) {
      const code = error?.data?.code;
      if (error === undefined) continue;
      if (!CODES.has(code) || code === "INTERNAL") throw new Error(`answers ${frame.slice(0, 300)}`);
    }
  }
}

describe("the socket's first word", () => {
  const greetings = (random: Random): string => {
    const meant = { method: "connectionParams", data: { token: token() } };
    const dice = random.next();
    if (dice < 0.4) return greeting(strangeValue(random, true));
    const text = render(mutate(meant, random, true));
    return dice < 0.7 ? text : damageText(text, random);
  };

  test("may be anything; nobody gets in by it and nobody is hurt", async () => {
    expect(
      await fuzz({
        name: "connectionParams",
        seed: 1,
        cases: GREETINGS,
        make: greetings,
        check: async (first) => {
          const talk = await open(first);
          talk.socket.send('{"id":1,"method":"query","params":{"path":"health"}}');
          await new Promise((resolve) => setTimeout(resolve, 3));
          assertTypedFrames(talk.said);
          await end(talk);
          if (broken.length > 0) throw broken.splice(0)[0];
        },
      }),
    ).toBe(GREETINGS);
    expect(await serves()).toBe(true);
  });

  test.each<[string, string | Buffer]>([
    ["null", "null"],
    ["a number", "7"],
    ["data that is null", greeting(null)],
    ["data that is a list", greeting([1, 2])],
    ["bytes that are no text", Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ["nothing", ""],
  ])("%s", async (_name, first) => {
    const talk = await open(first);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await end(talk);
    expect(await serves()).toBe(true);
  });
});

describe("frames of somebody signed in", () => {
  const procedures = proceduresOf(engineRouter);

  const frameOf = (random: Random): string => {
    const procedure = choose(random, procedures);
    const { cases, make } = inputsOf(procedure, 3);
    const params = { path: procedure.path, input: { json: null } };
    const message = { id: random.below(50), jsonrpc: "2.0", method: procedure.kind, params };
    const input = make(random, random.below(cases + 50));
    const text = render(message).replace('{"json":null}', () => input);
    const dice = random.next();
    if (dice < 0.4) return text;
    if (dice < 0.7) return render(mutate(message, random, true));
    if (dice < 0.85) return damageText(text, random);
    return `[${Array.from({ length: random.below(200) }, () => text.slice(0, 200)).join(",")}]`;
  };

  test("are answered with a code of ours or end that socket alone", async () => {
    let ended = 0;
    expect(
      await fuzz({
        name: "frames",
        seed: 1,
        cases: SOCKETS,
        make: (_random, index) => Array.from({ length: FRAMES_EACH }, (_, at) => frameOf(caseRandom(index + 1, at))),
        show: (frames) => frames.map((frame) => frame.slice(0, 60)).join("\n"),
        check: async (frames) => {
          const talk = await open(greeting({ token: token() }));
          for (const frame of frames) if (talk.socket.readyState === talk.socket.OPEN) talk.socket.send(frame);
          await new Promise((resolve) => setTimeout(resolve, 20));
          if (talk.socket.readyState !== talk.socket.OPEN) ended += 1;
          assertTypedFrames(talk.said);
          await end(talk);
          if (broken.length > 0) throw broken.splice(0)[0];
        },
      }),
    ).toBe(SOCKETS);
    process.stdout.write(`frames: ${SOCKETS} sockets, ${SOCKETS * FRAMES_EACH} frames, ${ended} sockets ended\n`);
    expect(await serves()).toBe(true);
    await expect.poll(() => server.sockets(), { timeout: WAIT_MS_MAX }).toBe(0);
  });
});
