import { get, type IncomingMessage } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EVENT_NAMES, type StreamEvent } from "../events/index.ts";
import { createFakeDoor, createMemoryAccounts, type FakeDoor, type MemoryAccounts } from "../testing/index.ts";
import { ADA, makeUser } from "../testing/people.ts";
import { apiKeyDirectory } from "../web/apiKeyDirectory.ts";
import { makeApiKey } from "../web/newApiKey.ts";
import { sessionDirectory } from "../web/resolveSession.ts";
import { STREAMS_MAX } from "./eventsDoor.ts";
import { RECHECK_INTERVAL_MS } from "./recheck.ts";
import { type EngineServer, serveEngine } from "./serve.ts";

/** The stream as a plain script meets it: one connection, lines of text, no library of ours. */
const SECRET = "a-secret-of-at-least-thirty-two-bytes";

let accounts: MemoryAccounts;
let door: FakeDoor;
let server: EngineServer;
let key: string;
let dropped: string[];

beforeEach(async () => {
  dropped = [];
  accounts = createMemoryAccounts();
  await accounts.createUser(makeUser("ada", { role: "admin" }), ADA);
  key = await giveKey(null);
  await start();
});
afterEach(() => server.close());

async function giveKey(only: readonly string[] | null): Promise<string> {
  const wanted = { label: "script", role: "viewer", only, expiresInDays: 1 } as const;
  const { key: made, row } = makeApiKey(wanted, { kind: "user", id: "ada" }, Date.now());
  await accounts.createApiKey(row);
  return made;
}

async function start(): Promise<void> {
  door = createFakeDoor({ nowMs: Date.now, rows: 5 });
  const report = (error: unknown): void => {
    throw error;
  };
  server = await serveEngine({
    port: 0,
    host: "127.0.0.1",
    door,
    secret: SECRET,
    ownerSecret: null,
    sessions: sessionDirectory(accounts, Date.now),
    apiKeys: apiKeyDirectory(accounts, Date.now, report),
    allowedOrigins: [],
    probes: {},
    report,
    told: ({ path, outcome }) => {
      if (path === "events.subscribe" && outcome !== "ok") dropped.push(outcome);
    },
    recheckMs: 25,
    publishIntervalMs: 5,
  });
}

type Heard = { readonly name: string; readonly id: string | null; readonly data: StreamEvent };
type Listener = {
  readonly heard: Heard[];
  /** Comments: what is for people. */
  readonly words: string[];
  readonly type: () => string;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly cut: () => void;
  readonly ended: Promise<void>;
};

const listeners: Listener[] = [];
afterEach(() => {
  for (const { cut } of listeners.splice(0)) cut();
});

function listen(credential: string, lastEventId: string | null = null, takes = true): Listener {
  const heard: Heard[] = [];
  const words: string[] = [];
  let stream: IncomingMessage | null = null;
  let text = "";
  let finish = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const take = (block: string): void => {
    const lines = block.split("\n");
    const of = (field: string) => lines.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2) ?? null;
    words.push(...lines.filter((line) => line.startsWith(": ")));
    const [name, data] = [of("event"), of("data")];
    if (name === null || data === null) return;
    heard.push({ name, id: of("id"), data: { name, ...(JSON.parse(data) as object) } as StreamEvent });
  };
  const headers = {
    authorization: `Bearer ${credential}`,
    ...(lastEventId === null ? {} : { "last-event-id": lastEventId }),
  };
  const request = get({ host: "127.0.0.1", port: server.port, path: "/events", headers, agent: false }, (response) => {
    stream = response;
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      text += chunk;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) take(block);
    });
    response.on("error", finish);
    response.on("close", finish);
    if (!takes) response.pause();
  });
  request.on("error", finish);
  const listener = {
    heard,
    words,
    type: () => stream?.headers["content-type"] ?? "",
    pause: () => stream?.pause(),
    resume: () => stream?.resume(),
    cut: () => request.destroy(),
    ended,
  };
  listeners.push(listener);
  return listener;
}

const SNAPSHOT = EVENT_NAMES.length;
const awaitSnapshot = (listener: Listener) => expect.poll(() => listener.heard.length).toBeGreaterThanOrEqual(SNAPSHOT);
const deltas = ({ heard }: Listener): Heard[] => heard.filter(({ data }) => data.kind === "delta");
const lastId = ({ heard }: Listener): string => heard.findLast(({ id }) => id !== null)?.id ?? "";
const tradesOf = (listener: Listener): readonly string[] =>
  deltas(listener).flatMap(({ data }) => (data.name === "TRADE_EXECUTED" ? data.body.trades.map(({ id }) => id) : []));

describe("a listener", () => {
  test("hears all there is first, then what happens, numbered without a gap, in five kinds", async () => {
    const listener = listen(key);
    await awaitSnapshot(listener);
    const first = listener.heard.slice(0, SNAPSHOT);
    expect(first.map(({ name }) => name).toSorted()).toEqual([...EVENT_NAMES].toSorted());
    expect(new Set(first.map(({ data }) => `${data.kind} ${data.sequence}`)).size).toBe(1);
    expect(first.map(({ id }) => id !== null)).toEqual([false, false, false, false, true]);
    for (let at = 0; at < 3; at += 1) {
      door.trade();
      door.alarm();
      door.move();
    }
    await door.submit({ id: "freeze-it-now", reason: "", body: { kind: "freeze" } }, { ...ADA, kind: "user" });
    await expect.poll(() => new Set(deltas(listener).map(({ name }) => name))).toContain("ENGINE_STATUS");
    await expect.poll(() => deltas(listener).filter(({ name }) => name === "ALERT").length).toBe(3);
    const numbers = deltas(listener).map(({ data }) => data.sequence);
    expect(numbers).toEqual(numbers.map((_, at) => (first[0]?.data.sequence ?? 0) + 1 + at));
    expect(tradesOf(listener)).toEqual([
      "binance/perpetual/SOLUSDT/1",
      "binance/perpetual/SOLUSDT/2",
      "binance/perpetual/SOLUSDT/3",
    ]);
    expect(deltas(listener).every(({ id, data }) => id?.endsWith(`:${data.sequence}`))).toBe(true);
  });

  test("who is cut off in the middle goes on after the last it heard, and lost nothing", async () => {
    const before = listen(key);
    await awaitSnapshot(before);
    door.trade();
    await expect.poll(() => tradesOf(before).length).toBe(1);
    const seen = lastId(before);
    before.cut();
    await before.ended;
    // Nobody watches while these happen.
    door.trade();
    door.alarm();
    door.trade();
    const after = listen(key, seen);
    await expect.poll(() => tradesOf(after)).toEqual(["binance/perpetual/SOLUSDT/2", "binance/perpetual/SOLUSDT/3"]);
    expect(after.heard.some(({ data }) => data.kind === "snapshot")).toBe(false);
    expect(after.heard[0]?.data.sequence).toBe(Number(seen.split(":")[1]) + 1);
    expect(after.heard.filter(({ name }) => name === "ALERT").length).toBe(1);
  });

  test("another engine's number, or none that is one: a whole snapshot that says so", async () => {
    const listener = listen(key);
    await awaitSnapshot(listener);
    const seen = lastId(listener);
    await server.close();
    await start();
    door.trade();
    for (const given of [seen, "nonsense", null]) {
      const again = listen(key, given);
      await awaitSnapshot(again);
      expect(again.heard.slice(0, SNAPSHOT).every(({ data }) => data.kind === "snapshot")).toBe(true);
      const trades = again.heard.find(({ name }) => name === "TRADE_EXECUTED")?.data.body;
      expect(trades).toMatchObject({ trades: [{ id: "binance/perpetual/SOLUSDT/1" }] });
    }
  });

  test("who takes nothing is dropped with a reason and then cut off, and costs nobody else anything", async () => {
    const good = listen(key);
    await awaitSnapshot(good);
    const slow = listen(key, null, false);
    listen(key, null, false);
    await expect.poll(() => server.streams()).toBe(3);
    const alarms = () => deltas(good).filter(({ name }) => name === "ALERT").length;
    let count = 0;
    while (dropped.length < 2 && count < 400) {
      count += 1;
      door.alarm("x".repeat(100_000));
      // The good one keeps pace: what is measured is the others.
      await expect.poll(alarms, { interval: 1, timeout: 5_000 }).toBe(count);
    }
    slow.resume();
    await slow.ended;
    expect(slow.words.at(-1)).toMatch(/^: closed TOO_SLOW/);
    expect(dropped).toEqual(["TOO_SLOW", "TOO_SLOW"]);
    await expect.poll(() => server.streams(), { timeout: 10_000 }).toBe(1);
  }, 30_000);
});

describe("who may listen", () => {
  const codeOf = async (credential: string | null, lastEventId?: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}/events`, {
      headers: {
        ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
        ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
      },
    });
    const text = await response.text();
    return [response.status, /"code":"([A-Z_]+)"/.exec(text)?.[1]];
  };

  test("a key whose groups have it, and nobody else", async () => {
    expect(await codeOf(null)).toEqual([401, "UNAUTHENTICATED"]);
    expect(await codeOf("ek_unknown")).toEqual([401, "TOKEN_INVALID"]);
    expect(await codeOf(await giveKey(["positions"]))).toEqual([403, "FORBIDDEN"]);
    expect(await codeOf(key, "x".repeat(200))).toEqual([400, "INVALID_INPUT"]);
    const narrow = listen(await giveKey(["events"]));
    await awaitSnapshot(narrow);
    expect(narrow.type()).toMatch(/^text\/event-stream/);
  });

  test("a revoked key's stream ends within five seconds and says why; nothing passes afterwards", async () => {
    const listener = listen(key);
    await awaitSnapshot(listener);
    const [row] = await accounts.listApiKeys();
    await accounts.revokeApiKey(row?.id ?? "", Date.now(), ADA);
    const began = performance.now();
    await listener.ended;
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(listener.words.at(-1)).toMatch(/^: closed SESSION_ENDED/);
    const heard = listener.heard.length;
    door.trade();
    expect(listener.heard.length).toBe(heard);
    expect(server.streams()).toBe(0);
    expect(dropped).toEqual(["SESSION_ENDED"]);
    // The shipped pause with the question leaves room within five seconds.
    expect(RECHECK_INTERVAL_MS).toBeLessThanOrEqual(4_000);
  });

  test("no more than so many at once", async () => {
    const many = Array.from({ length: STREAMS_MAX }, () => listen(key));
    await expect.poll(() => server.streams(), { timeout: 10_000 }).toBe(STREAMS_MAX);
    expect(await codeOf(key)).toEqual([429, "TOO_MANY"]);
    many[0]?.cut();
    await expect.poll(() => server.streams()).toBe(STREAMS_MAX - 1);
  }, 20_000);
});
