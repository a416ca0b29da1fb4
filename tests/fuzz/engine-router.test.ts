import { type EngineServer, engineRouter, hashApiKey, serveEngine } from "@evenkeel/api/engine";
import { createFakeDoor } from "@evenkeel/api/testing";
import { mintOwnerToken, mintToken } from "@evenkeel/api/token";
import { choose, fuzz, seedOf } from "@evenkeel/testkit/fuzz";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assertTyped, callOverHttp, inputsOf, proceduresOf } from "./support/procedures.ts";
import { type Counts, count, printCounts } from "./support/tally.ts";

const SECRET = "a-secret-of-at-least-thirty-two-bytes";
const OWNER_SECRET = "another-secret-of-thirty-two-bytes-or-more";
const KEY = "ek_of-an-operator";
const SEED = 1;
const CASES = 120;

let server: EngineServer;
const reported: unknown[] = [];

beforeAll(async () => {
  server = await serveEngine({
    port: 0,
    host: "127.0.0.1",
    door: createFakeDoor({ nowMs: Date.now, rows: 20 }),
    secret: SECRET,
    ownerSecret: OWNER_SECRET,
    sessions: { isCurrent: async () => true, isSteppedUp: async () => true },
    apiKeys: {
      findByHash: async (hash) =>
        hash === hashApiKey(KEY) ? { id: "k1", role: "operator", only: null, expiresAtMs: null } : null,
    },
    allowedOrigins: [],
    probes: { "/healthz": () => ({ status: 200, contentType: "text/plain", body: "ok" }) },
    report: (error) => reported.push(error),
  });
});
afterAll(() => server.close());

const admin = { userId: "ada", role: "admin", sessionId: "s1", sessionVersion: 1 } as const;
const CREDENTIALS: readonly (() => string)[] = [
  () => mintToken(admin, SECRET, Date.now()),
  () => mintOwnerToken("ada", OWNER_SECRET, Date.now()),
  () => KEY,
];

const procedures = proceduresOf(engineRouter);

test.each(procedures)("$path answers anything with a code of ours", async (procedure) => {
  const counts: Counts = new Map();
  const { cases, make } = inputsOf(procedure, SEED);
  await fuzz({
    name: `engine ${procedure.path}`,
    seed: seedOf(procedure.path, SEED),
    cases: cases + (procedure.input === null ? 10 : CASES),
    make: (random, index) => ({ input: make(random, index), credential: choose(random, CREDENTIALS) }),
    show: ({ input }) => input,
    check: async ({ input, credential }) => {
      const url = `http://127.0.0.1:${server.port}/trpc/${procedure.path}`;
      count(counts, assertTyped(await callOverHttp(url, procedure, input, credential())));
    },
  });
  printCounts(`engine ${procedure.path}`, counts);
  expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
  expect(reported).toEqual([]);
});

test("all of them were asked", () => {
  expect(procedures.length).toBeGreaterThan(10);
});
