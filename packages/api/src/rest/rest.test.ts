import { Ajv2020 } from "ajv/dist/2020.js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  ALLOWED_ORIGIN,
  type Answer,
  type Asking,
  OWN_ORIGIN,
  openRestHouse,
  type RestHouse,
} from "../testing/restHouse.ts";
import { COMMANDS, READS, STRANGERS } from "./limits.ts";
import { openApiDocument } from "./openApi.ts";
import { REST_ROUTES } from "./routes.ts";

/** Strict but for the words of OpenAPI around the schemas. */
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema(openApiDocument(), "api");

const escaped = (part: string): string => part.replaceAll("~", "~0").replaceAll("/", "~1");

/** What the document says of this answer; throws when it says nothing. */
function assertDocumented(pattern: string, method: string, { status, text, headers }: Answer): void {
  const place = ["paths", pattern, method.toLowerCase(), "responses", String(status), "content", "application/json"];
  const validate = ajv.getSchema(`api#/${[...place, "schema"].map(escaped).join("/")}`);
  if (validate === undefined) throw new Error(`${method} ${pattern} may not answer ${status}: ${text}`);
  const body = JSON.parse(text) as { readonly requestId: string };
  if (!validate(body)) throw new Error(`${method} ${pattern} ${status}: ${ajv.errorsText(validate.errors)}: ${text}`);
  expect(headers.get("x-request-id")).toBe(body.requestId);
  expect(headers.get("cache-control")).toBe("no-store");
}

let house: RestHouse;
let operator: string;
beforeEach(async () => {
  house = await openRestHouse();
  operator = await house.giveKey();
});
afterEach(() => house.close());

const patternOf = (path: string): string => path.replace(/^\/positions\/[^/]+\/close$/, "/positions/{id}/close");

async function ask(method: string, path: string, asking: Asking = {}) {
  const answer = await house.ask(method, path, asking);
  assertDocumented(patternOf(path), method, answer);
  return {
    ...answer,
    body: JSON.parse(answer.text) as {
      readonly ok: boolean;
      readonly data?: Readonly<Record<string, unknown>>;
      readonly error?: {
        readonly code: string;
        readonly message: string;
        readonly detail: object;
        readonly issues: readonly object[];
      };
    },
  };
}
const key = (id: string) => ({ "idempotency-key": id });
const post = (path: string, id: string, body?: unknown, credential: string | null = operator) =>
  ask("POST", path, { credential, headers: key(id), ...(body === undefined ? {} : { body }) });

describe("what is read", () => {
  test.each(REST_ROUTES.filter(({ method }) => method === "GET").map(({ path }) => path))("%s", async (path) => {
    const answer = await ask("GET", path, { credential: operator });
    expect([answer.status, answer.body.ok]).toEqual([200, true]);
  });
});

describe("what is told", () => {
  const PAIR = { venue: "binance", perpetualSymbol: "SOLUSDT", notional: "500" };
  const told: [path: string, body: object | undefined, command: object, status: number][] = [
    ["/engine/stop", undefined, { kind: "freeze" }, 200],
    ["/engine/kill", { reason: "drill" }, { kind: "flatten" }, 202],
    ["/positions/open", PAIR, { kind: "open-pair", ...PAIR }, 202],
    ["/positions/ekabcd1234-1/close", {}, { kind: "close-pair", pairId: "ekabcd1234-1" }, 202],
  ];
  test.each(told)("%s", async (path, body, command, status) => {
    const answer = await post(path, "told-by-hand-1", body);
    expect([answer.status, answer.body.data?.["id"]]).toEqual([status, "told-by-hand-1"]);
    const author = { kind: "api-key", role: "operator" };
    expect(house.door.submitted).toMatchObject([{ command: { id: "told-by-hand-1", body: command }, author }]);
  });

  test("start is the admin's, and a changed number too", async () => {
    const admin = await house.giveKey({ role: "admin" });
    expect((await post("/engine/start", "start-by-admin", undefined, admin)).body.data).toMatchObject({
      kind: "resume",
    });
    const patch = { base: 1, patch: { size: { pairsMax: 1 } }, reason: "quiet week" };
    expect((await post("/config/update", "tighter-once", patch)).body.data).toMatchObject({ kind: "change-config" });
    const stale = await post("/config/update", "tighter-again", patch);
    expect([stale.status, stale.body.error?.code]).toEqual([409, "CONFIG_CHANGED"]);
    const looser = { base: 2, patch: { size: { pairsMax: 9 } } };
    expect((await post("/config/update", "looser-by-operator", looser)).body.error?.code).toBe("FORBIDDEN");
    // Nobody can prove by a key that they sit there.
    expect((await post("/config/update", "looser-by-key", looser, admin)).body.error?.code).toBe("FORBIDDEN");
  });

  test("lifting a halt asks a person who just proved who they are", async () => {
    await house.close();
    house = await openRestHouse("halted");
    const cookie = { sessionId: "s-ada", sessionVersion: 1 };
    const lift = () => ask("POST", "/engine/start", { cookie, headers: key("lift-the-halt") });
    expect((await lift()).body.error?.code).toBe("STEP_UP_REQUIRED");
    const by = { kind: "user", id: "ada", role: "admin" } as const;
    await house.accounts.stepUp({
      id: "s-ada",
      untilMs: Date.now() + 60_000,
      proof: "password",
      by,
      nowMs: Date.now(),
    });
    expect((await lift()).status).toBe(200);
    expect(house.door.submitted[0]?.author).toEqual(by);
  });

  test("the same key again is done once and answers the same, bare or quoted; with another body it is refused", async () => {
    const first = await post("/positions/open", "same-key-0001", PAIR);
    const again = await ask("POST", "/positions/open", {
      credential: operator,
      headers: key('"same-key-0001"'),
      body: PAIR,
    });
    expect(again.body.data).toEqual(first.body.data);
    const other = await post("/positions/open", "same-key-0001", { ...PAIR, notional: "501" });
    expect([other.status, other.body.error?.code]).toEqual([409, "COMMAND_ID_REUSED"]);
    expect((await post("/engine/kill", "same-key-0001")).body.error?.code).toBe("COMMAND_ID_REUSED");
    expect(house.door.submitted.length).toBe(1);
  });

  test("what risk refused is an error with its code, never an answer that looks done", async () => {
    house.door.refuseNext("denied: pairs-full 5 / 5", "pairs-full");
    const answer = await post("/positions/open", "refused-by-risk", PAIR);
    expect([answer.status, answer.body.error]).toMatchObject([
      409,
      { code: "COMMAND_REFUSED", detail: { reason: "pairs-full", id: "refused-by-risk" } },
    ]);
  });

  const wrong: [name: string, path: string, asking: Asking, status: number, code: string][] = [
    ["no key", "/engine/stop", {}, 400, "INVALID_INPUT"],
    ["a key that is none", "/engine/stop", { headers: key("short") }, 400, "INVALID_INPUT"],
    ["an unknown field", "/engine/stop", { headers: key("k-1234567"), body: { force: true } }, 400, "INVALID_INPUT"],
    [
      "an id in the body",
      "/engine/stop",
      { headers: key("k-1234567"), body: { id: "k-1234567" } },
      400,
      "INVALID_INPUT",
    ],
    [
      "a number for an amount",
      "/positions/open",
      { headers: key("k-1234567"), body: { ...PAIR, notional: 5 } },
      400,
      "INVALID_INPUT",
    ],
    ["broken JSON", "/engine/stop", { headers: key("k-1234567"), body: "{" }, 400, "INVALID_INPUT"],
    [
      "JSON nested beyond reason",
      "/config/update",
      { headers: key("k-1234567"), body: `{"base":1,"patch":${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)}}` },
      400,
      "INVALID_INPUT",
    ],
    [
      "half a character",
      "/engine/stop",
      { headers: key("k-1234567"), body: '{"reason":"\\ud800"}' },
      400,
      "INVALID_INPUT",
    ],
    [
      "a form",
      "/engine/stop",
      { headers: { ...key("k-1234567"), "content-type": "text/plain" }, body: "reason=x" },
      415,
      "UNSUPPORTED",
    ],
    ["a long body", "/engine/stop", { headers: key("k-1234567"), body: "x".repeat(70_000) }, 413, "TOO_LARGE"],
    [
      "a number nobody knows",
      "/config/update",
      { headers: key("k-1234567"), body: { base: 1, patch: { size: { wings: 2 } } } },
      400,
      "CONFIG_REFUSED",
    ],
    [
      "the id of a pair without end",
      `/positions/${"x".repeat(65)}/close`,
      { headers: key("k-1234567") },
      400,
      "INVALID_INPUT",
    ],
  ];
  test.each(wrong)("%s", async (_name, path, asking, status, code) => {
    const answer = await ask("POST", path, { credential: operator, ...asking });
    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
    expect(answer.text).not.toMatch(/\bat .*\.ts|node_modules|stack/);
    expect(house.door.submitted).toEqual([]);
  });

  test("a refused field is named", async () => {
    const answer = await post("/positions/open", "names-the-field", { ...PAIR, notional: "-1" });
    expect(answer.body.error?.issues).toEqual([{ path: "notional", text: "a positive decimal amount" }]);
  });
});

describe("who may come from where", () => {
  const stop = { credential: null, headers: key("from-a-page-1") };
  const cookie = { sessionId: "s-otto", sessionVersion: 1 };
  const withOrigin = (asking: Asking, headers: Record<string, string>): Asking => ({
    ...asking,
    headers: { ...asking.headers, ...headers },
  });

  test("our own page with its cookie, and no other page with it", async () => {
    const own = await ask("POST", "/engine/stop", withOrigin({ ...stop, cookie }, { origin: OWN_ORIGIN }));
    expect(own.status).toBe(200);
    for (const headers of [{ origin: "http://evil.example" }, { origin: "null" }, { "sec-fetch-site": "cross-site" }]) {
      const evil = await ask("POST", "/engine/stop", withOrigin({ ...stop, cookie }, headers));
      expect([evil.status, evil.body.error?.code]).toEqual([403, "ORIGIN_REFUSED"]);
    }
    expect(house.door.submitted.length).toBe(1);
  });

  test("an allowed page with a key, whose cookie counts for nothing", async () => {
    const origin = { origin: ALLOWED_ORIGIN };
    const withCookie = await ask("POST", "/engine/stop", withOrigin({ ...stop, cookie }, origin));
    expect([withCookie.status, withCookie.body.error?.code]).toEqual([401, "UNAUTHENTICATED"]);
    const withKey = await ask("POST", "/engine/stop", withOrigin({ ...stop, credential: operator }, origin));
    expect(withKey.status).toBe(200);
    for (const { headers } of [withCookie, withKey]) {
      expect(headers.get("access-control-allow-origin")).toBe(ALLOWED_ORIGIN);
      expect(headers.get("access-control-allow-credentials")).toBeNull();
      expect(headers.get("vary")).toBe("origin");
    }
  });

  test("a preflight is answered to an allowed page only", async () => {
    const preflight = { "access-control-request-method": "POST", "access-control-request-headers": "authorization" };
    const allowed = await house.ask("OPTIONS", "/engine/kill", { headers: { ...preflight, origin: ALLOWED_ORIGIN } });
    expect([allowed.status, allowed.headers.get("access-control-allow-methods")]).toEqual([204, "POST"]);
    expect(allowed.headers.get("access-control-allow-headers")).toMatch(/authorization.*idempotency-key/);
    const evil = await house.ask("OPTIONS", "/engine/kill", {
      headers: { ...preflight, origin: "http://evil.example" },
    });
    expect([evil.status, evil.headers.get("access-control-allow-origin")]).toEqual([403, null]);
  });
});

describe("what is not there", () => {
  test.each([
    ["GET", "/nothing", 404, "NOT_FOUND"],
    ["GET", "/positions//close", 404, "NOT_FOUND"],
    ["GET", "/positions/%E0%A4%A/close", 404, "NOT_FOUND"],
    ["GET", "/engine/kill", 405, "METHOD_NOT_ALLOWED"],
    ["DELETE", "/positions", 405, "METHOD_NOT_ALLOWED"],
    ["POST", "/openapi.json", 405, "METHOD_NOT_ALLOWED"],
  ])("%s %s", async (method, path, status, code) => {
    const answer = await house.ask(method, path, { credential: operator });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ ok: false, error: { code } });
    expect(answer.headers.get("allow") !== null).toBe(status === 405);
  });

  test("an engine that is away is said to be away, and nothing is said to be done", async () => {
    await ask("GET", "/status", { credential: operator });
    await house.stopEngine();
    const away = await post("/engine/kill", "kill-the-dead");
    expect([away.status, away.body.error]).toMatchObject([
      503,
      { code: "ENGINE_UNAVAILABLE", message: expect.stringMatching(/same Idempotency-Key/) },
    ]);
    expect((await ask("GET", "/health", {})).body.error?.code).toBe("UNAUTHENTICATED");
  });
});

describe("how often", () => {
  const status = (credential: string | null) => ask("GET", "/status", { credential });
  const first = async (
    call: () => Promise<{ readonly status: number }>,
    wanted: number,
    max: number,
  ): Promise<number> => {
    for (let at = 0; at < max; at += 1) if ((await call()).status === wanted) return at;
    return max;
  };

  test("reads and commands have their own, per caller; what reduces has none", async () => {
    const other = await house.giveKey({ id: "other" });
    expect(await first(() => status(operator), 429, READS.burst * 2)).toBe(READS.burst);
    const held = await status(operator);
    expect(Number(held.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await status(other)).status).toBe(200);
    let sent = 0;
    const open = () => {
      sent += 1;
      return post("/positions/open", `open-number-${sent}`, { venue: "b", perpetualSymbol: "X", notional: "1" });
    };
    expect(await first(open, 429, COMMANDS.burst * 2)).toBe(COMMANDS.burst);
    for (let at = 0; at < COMMANDS.burst * 2; at += 1)
      expect((await post("/engine/stop", `stop-number-${at}`)).status).toBe(200);
    house.rest();
    expect((await status(operator)).status).toBe(200);
  });

  test("guessing is slowed down by address and slows nobody who is known, nor a stop", async () => {
    expect((await status(operator)).status).toBe(200);
    const guess = (at: number) => status(`ek_guess-${at}`);
    let at = 0;
    expect(await first(() => guess(at++), 429, STRANGERS.burst * 2)).toBe(STRANGERS.burst - 1);
    expect((await status(operator)).status).toBe(200);
    const fresh = await house.giveKey({ id: "fresh" });
    expect((await status(fresh)).status).toBe(429);
    expect((await post("/engine/stop", "stop-by-fresh", undefined, fresh)).status).toBe(200);
    expect((await status(fresh)).status).toBe(200);
  });
});

test("every request is told with its id, its caller and its end, and without what it said", async () => {
  const headers = { ...key("told-in-the-log"), "x-request-id": "request-of-a-script" };
  const answer = await ask("POST", "/engine/stop", { credential: operator, headers, body: { reason: "hush" } });
  expect(answer.headers.get("x-request-id")).toBe("request-of-a-script");
  await ask("GET", "/status");
  expect(house.told).toMatchObject([
    {
      requestId: "request-of-a-script",
      path: "POST /api/engine/stop",
      caller: expect.stringMatching(/^apiKey:k_/),
      commandId: "told-in-the-log",
      outcome: "ok",
    },
    { path: "GET /api/status", caller: "anonymous", outcome: "UNAUTHENTICATED" },
  ]);
  expect(JSON.stringify(house.told)).not.toMatch(/hush|ek_/);
  expect(house.reported).toEqual([]);
});

test("the document is open to anybody and describes every route with its role and its schema", async () => {
  const answer = await house.ask("GET", "/openapi.json");
  expect(JSON.parse(answer.text)).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  const { paths } = openApiDocument() as { paths: Record<string, Record<string, { readonly "x-role": string }>> };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => `${method.toUpperCase()} ${path} ${operation["x-role"]}`),
  );
  expect(described.toSorted()).toEqual([
    "GET /config viewer",
    "GET /health viewer",
    "GET /openapi.json public",
    "GET /positions viewer",
    "GET /status viewer",
    "POST /config/update operator",
    "POST /engine/kill operator",
    "POST /engine/start admin",
    "POST /engine/stop operator",
    "POST /positions/open operator",
    "POST /positions/{id}/close operator",
  ]);
});
