import { expect, test } from "vitest";
import { engineSocketUrl, parseEnv } from "./env.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const GOOD = {
  AUTH_URL: "http://localhost:3000",
  AUTH_SECRET: SECRET,
  EVENKEEL_ENGINE_SECRET: SECRET,
  EVENKEEL_ENGINE_URL: "http://localhost:4100/",
  DATABASE_URL: "postgres://web:hidden@localhost:54329/evenkeel",
};

test("a whole environment is read, and the socket's address follows from the engine's", () => {
  const env = parseEnv(GOOD);
  expect(env.EVENKEEL_PROXY_HOPS).toBe(0);
  expect(engineSocketUrl(env)).toBe("ws://localhost:4100/trpc");
  expect(engineSocketUrl(parseEnv({ ...GOOD, EVENKEEL_ENGINE_URL: "https://engine.example" }))).toBe(
    "wss://engine.example/trpc",
  );
});

const wrong: [name: string, change: Record<string, string | undefined>, said: RegExp][] = [
  ["a missing secret", { AUTH_SECRET: undefined }, /AUTH_SECRET is missing/],
  ["a short secret", { EVENKEEL_ENGINE_SECRET: "short" }, /EVENKEEL_ENGINE_SECRET: needs at least 32 bytes/],
  ["a database that is none", { DATABASE_URL: "mysql://x" }, /DATABASE_URL/],
  ["an address without a protocol", { EVENKEEL_ENGINE_URL: "localhost:4100" }, /EVENKEEL_ENGINE_URL/],
  ["hops out of range", { EVENKEEL_PROXY_HOPS: "9" }, /EVENKEEL_PROXY_HOPS/],
  ["hops that are no number", { EVENKEEL_PROXY_HOPS: "x" }, /EVENKEEL_PROXY_HOPS/],
];
test.each(wrong)("%s", (_name, change, said) => {
  expect(() => parseEnv({ ...GOOD, ...change })).toThrow(said);
});

test("everything wrong is named at once, and no value is shown", () => {
  const bad = { ...GOOD, AUTH_SECRET: "hunter2", DATABASE_URL: "mysql://root:hunter2@x" };
  expect(() => parseEnv(bad)).toThrow(/AUTH_SECRET.*DATABASE_URL/);
  expect(() => parseEnv(bad)).not.toThrow(/hunter2/);
});
