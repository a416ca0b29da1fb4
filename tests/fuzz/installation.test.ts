import { setTimeout as sleep } from "node:timers/promises";
import { engineRouter } from "@evenkeel/api/engine";
import { makeSession, makeUser, openSealer } from "@evenkeel/api/testing";
import { webRouter } from "@evenkeel/api/web";
import { createAccounts, openDatabase } from "@evenkeel/store/accounts";
import { fuzz, seedOf } from "@evenkeel/testkit/fuzz";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { API_KEY, type Engine, type House, openHouse } from "../recovery/support/house.ts";
import {
  type Answer,
  assertTyped,
  callOverHttp,
  inputsOf,
  type Procedure,
  proceduresOf,
} from "./support/procedures.ts";
import { type Counts, count, printCounts } from "./support/tally.ts";

const SEED = 2;
const CASES = 40;
const ENGINE_SECRET = "a-secret-of-at-least-thirty-two-bytes";

let house: House;
let engine: Engine;
let database: ReturnType<typeof openDatabase>;
const reported: unknown[] = [];

beforeAll(async () => {
  house = await openHouse();
  await house.startExchange();
  engine = await house.startEngine();
  await engine.ready();
  database = openDatabase(house.database.url, 4);
}, 120_000);
afterAll(async () => {
  await database?.close();
  await house?.close();
});

async function attack(procedure: Procedure, call: (input: string) => Promise<Answer>): Promise<void> {
  const counts: Counts = new Map();
  const { cases, make } = inputsOf(procedure, SEED);
  const more = procedure.input === null ? 3 : CASES;
  expect(
    await fuzz({
      name: procedure.path,
      seed: seedOf(procedure.path, SEED),
      cases: cases + more,
      make,
      check: async (input) => count(counts, assertTyped(await call(input))),
    }),
  ).toBe(cases + more);
  printCounts(procedure.path, counts);
}

describe("the engine with its journal, its exchange and its database", () => {
  test.each(proceduresOf(engineRouter))("$path", async (procedure) => {
    const { output } = engine.program;
    await attack(procedure, (input) => callOverHttp(`${engine.url}/trpc/${procedure.path}`, procedure, input, API_KEY));
    expect(output()).not.toMatch(/"level":"(?:error|fatal)"/);
  });

  test("lives on, keeps its books and can still store", async () => {
    const id = `after-${Date.now()}`;
    expect(await engine.client.commands.freeze.mutate({ id })).toMatchObject({ id, kind: "freeze" });
    const { status } = await engine.client.health.query();
    expect(status.state).not.toBe("halted");
    await sleep(100);
    expect((await fetch(`${engine.url}/healthz`)).status).toBe(200);
  });
});

describe("the dashboard's router over its database", () => {
  const caller = { kind: "user", id: "tester", role: "admin", sessionId: "s1", sessionVersion: 1 } as const;
  // Somebody who proved who they are: nothing stops at the question.
  beforeAll(async () => {
    const accounts = createAccounts(database.client);
    const { id: userId, role } = caller;
    await accounts.createUser(makeUser(userId, { role }), { kind: "user", id: userId, role });
    const farMs = Date.now() + 86_400_000;
    const session = makeSession("s1", { userId, createdAtMs: Date.now(), expiresAtMs: farMs, steppedUpUntilMs: farMs });
    await accounts.createSession(session, 9, "password");
  });
  const call = async ({ path, kind }: Procedure, input: string): Promise<Answer> => {
    const query = kind === "mutation" ? "" : `?input=${encodeURIComponent(input.toWellFormed())}`;
    const headers = { "content-type": "application/json" };
    const init = kind === "mutation" ? { method: "POST", headers, body: input } : { headers };
    const response = await fetchRequestHandler({
      endpoint: "/api/trpc",
      req: new Request(`http://localhost/api/trpc/${path}${query}`, init),
      router: webRouter,
      createContext: async () => ({
        accounts: createAccounts(database.client),
        sealer: openSealer,
        caller,
        ended: null,
        engineSecret: ENGINE_SECRET,
        address: "direct",
        requestId: "request-of-a-fuzz",
        nowMs: Date.now(),
      }),
      onError: ({ error }) => {
        if (error.code === "INTERNAL_SERVER_ERROR") reported.push(error.cause ?? error);
      },
    });
    return { status: response.status, text: await response.text() };
  };

  test.each(proceduresOf(webRouter))("$path", async (procedure) => {
    reported.length = 0;
    await attack(procedure, (input) => call(procedure, input));
    expect(reported).toEqual([]);
  });
});
