import { describe, expect, it } from "vitest";
import { readEnvironment } from "./env.ts";

const CANARY = "canary-4f1d9a7c20e84b55a1";
const WHOLE = {
  DATABASE_URL: `postgres://evenkeel:${CANARY}@127.0.0.1:54329/evenkeel`,
  EVENKEEL_ENGINE_SECRET: `${CANARY}-engine-secret`,
  EVENKEEL_EXCHANGE_PORT: "4900",
  EVENKEEL_SIM_KEY: `${CANARY}-key`,
  EVENKEEL_SIM_SECRET: `${CANARY}-secret`,
  EVENKEEL_DATA: "/var/lib/evenkeel",
};

const TWO = { EVENKEEL_SIM_KEY: "a,b", EVENKEEL_SIM_SECRET: "c,d" };

it("reads a whole environment and fills in what may be left out", () => {
  expect(readEnvironment(WHOLE)).toMatchObject({
    ok: true,
    value: { port: 4100, exchangePort: 4900, speed: 1, allowedOrigins: ["http://localhost:3000"], faultPoint: null },
  });
});

it("trades at Binance unless told otherwise, and takes a key for each venue it is told of", () => {
  const read = readEnvironment(WHOLE);
  expect(read.ok && [...read.value.simulated]).toEqual([
    ["binance", { apiKey: WHOLE.EVENKEEL_SIM_KEY, secret: WHOLE.EVENKEEL_SIM_SECRET }],
  ]);
  const both = readEnvironment({
    ...WHOLE,
    EVENKEEL_VENUES: "binance, bybit",
    EVENKEEL_SIM_KEY: "a,b",
    EVENKEEL_SIM_SECRET: "c,d",
  });
  expect(both.ok && [both.value.venues, ...both.value.simulated]).toEqual([
    ["binance", "bybit"],
    ["binance", { apiKey: "a", secret: "c" }],
    ["bybit", { apiKey: "b", secret: "d" }],
  ]);
});

it("takes the key of the venue keys from a file beside the data unless told otherwise, and shows no secret", () => {
  expect(readEnvironment(WHOLE)).toMatchObject({
    value: { kek: { folder: "/var/lib/evenkeel/secrets", passphrase: null, command: null } },
  });
  const more = {
    EVENKEEL_SECRETS: "/s",
    EVENKEEL_KEK_PASSPHRASE: CANARY,
    EVENKEEL_KEK_COMMAND: "vault read",
    HOME: "/h",
  };
  const read = readEnvironment({ ...WHOLE, ...more });
  expect(read).toMatchObject({
    value: { kek: { folder: "/s", command: { text: "vault read", environment: { HOME: "/h" } } } },
  });
  const { kek } = read.ok ? read.value : { kek: null };
  expect(kek?.passphrase?.reveal()).toBe(CANARY);
  expect(JSON.stringify(kek)).not.toContain(CANARY);
  expect(Object.keys(kek?.command?.environment ?? {})).toEqual(["HOME"]);
});

it("a standby may find the key of the simulated account in the store", () => {
  const { EVENKEEL_SIM_KEY: _, EVENKEEL_SIM_SECRET: __, ...without } = WHOLE;
  expect(readEnvironment({ ...without, EVENKEEL_STANDBY: "1" })).toMatchObject({
    ok: true,
    value: { standsBy: true, takeOver: false, leaseMs: 15_000, simulated: new Map() },
  });
});

describe("what is refused", () => {
  it.each<[name: string, change: Record<string, string>, sentence: RegExp]>([
    ["no database", { DATABASE_URL: "" }, /^DATABASE_URL is missing/],
    ["another database", { DATABASE_URL: `mysql://root:${CANARY}@localhost/x` }, /begins with postgres/],
    ["a port that is not one", { EVENKEEL_ENGINE_PORT: "70000" }, /^EVENKEEL_ENGINE_PORT must be a port/],
    ["a port in words", { EVENKEEL_ENGINE_PORT: "4100x" }, /^EVENKEEL_ENGINE_PORT/],
    ["a short secret", { EVENKEEL_ENGINE_SECRET: CANARY.slice(0, 20) }, /at least 32 bytes/],
    ["a placeholder for a secret", { EVENKEEL_ENGINE_SECRET: "changeme".repeat(5) }, /is a placeholder/],
    ["a secret that repeats", { EVENKEEL_OWNER_SECRET: "abc".repeat(12) }, /^EVENKEEL_OWNER_SECRET is easy to guess/],
    ["no exchange", { EVENKEEL_EXCHANGE_PORT: "" }, /^EVENKEEL_EXCHANGE_PORT must be a port.*missing/],
    ["no key", { EVENKEEL_SIM_KEY: " " }, /^EVENKEEL_SIM_KEY is missing/],
    ["a key too few", { EVENKEEL_VENUES: "binance,bybit" }, /^EVENKEEL_SIM_KEY and .* each of EVENKEEL_VENUES/],
    ["a key too many", { EVENKEEL_SIM_KEY: "a,b" }, /^EVENKEEL_SIM_KEY and .* each of EVENKEEL_VENUES/],
    ["a venue twice", { EVENKEEL_VENUES: "bybit,bybit", ...TWO }, /^EVENKEEL_VENUES must name some of binance, bybit/],
    ["an unknown venue", { EVENKEEL_VENUES: "moonbase" }, /^EVENKEEL_VENUES must name/],
    ["an origin with a path", { EVENKEEL_ALLOWED_ORIGINS: "http://localhost:3000/deck" }, /addresses like/],
    ["every origin", { EVENKEEL_ALLOWED_ORIGINS: "*" }, /addresses like/],
    ["a speed that is not one", { EVENKEEL_SPEED: "fast" }, /^EVENKEEL_SPEED/],
    ["a negative speed", { EVENKEEL_SPEED: "-1" }, /^EVENKEEL_SPEED/],
    ["an address for errors that is none", { SENTRY_DSN: CANARY }, /^SENTRY_DSN must be an address/],
    ["an address for traces that is none", { OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4317" }, /^OTEL_EXPORTER/],
    ["an unknown log level", { EVENKEEL_LOG_LEVEL: "loud" }, /^EVENKEEL_LOG_LEVEL must be one of info, debug/],
    ["an unknown fault point", { EVENKEEL_FAULT_POINT: "boom:1" }, /^EVENKEEL_FAULT_POINT must be one of/],
    ["a fault point that does something else", { EVENKEEL_FAULT_POINT: "send:1:sing" }, /^EVENKEEL_FAULT_POINT/],
    ["a lease shorter than a busy moment", { EVENKEEL_LEASE_SECONDS: "4" }, /^EVENKEEL_LEASE_SECONDS.*5 to 300/],
    ["a heartbeat in the clear", { EVENKEEL_HEARTBEAT_URL: `http://hc.example/${CANARY}` }, /^EVENKEEL_HEARTBEAT_URL/],
    ["a heartbeat to nowhere", { EVENKEEL_HEARTBEAT_URL: CANARY }, /^EVENKEEL_HEARTBEAT_URL must be an address/],
    ["a heartbeat that races", { EVENKEEL_HEARTBEAT_SECONDS: "1" }, /^EVENKEEL_HEARTBEAT_SECONDS.*5 to 3600/],
    ["a lease in words", { EVENKEEL_LEASE_SECONDS: "long" }, /^EVENKEEL_LEASE_SECONDS/],
    ["a fault point that never comes", { EVENKEEL_FAULT_POINT: "send:0" }, /^EVENKEEL_FAULT_POINT/],
  ])("%s", (_, change, sentence) => {
    const read = readEnvironment({ ...WHOLE, ...change });
    const sentences = read.ok ? [] : read.error;
    expect(sentences).toEqual([expect.stringMatching(sentence)]);
    expect(sentences.join(" ")).not.toContain(CANARY.slice(0, 12));
  });

  it("a fault point at a real venue", () => {
    const read = readEnvironment({ ...WHOLE, EVENKEEL_EXCHANGE_PORT: "", EVENKEEL_FAULT_POINT: "send:1" });
    expect(read.ok ? [] : read.error).toContain("EVENKEEL_FAULT_POINT is for the simulated exchange only.");
  });

  it("everything at once", () => {
    const read = readEnvironment({});
    expect(read.ok ? 0 : read.error.length).toBe(6);
  });
});
