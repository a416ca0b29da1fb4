import { expect, test } from "vitest";
import { engineSocketUrl, parseEnv } from "./env.ts";

const GOOD = {
  AUTH_URL: "http://localhost:3000",
  AUTH_SECRET: "vK8-Zt2_qLw9RmX4bN7cY1eHs6Uf3JgA",
  EVENKEEL_ENGINE_SECRET: "Qp5_Td9-Ew3RkV8mLz2Xc6Yn1BhG7SfU",
  EVENKEEL_ENGINE_URL: "http://localhost:4100/",
  DATABASE_URL: "postgres://web:hidden@localhost:54329/evenkeel",
};

test("a whole environment is read, and the socket's address follows from the engine's", () => {
  const env = parseEnv(GOOD);
  expect(env.EVENKEEL_PROXY_HOPS).toBe(0);
  expect(env.EVENKEEL_API_ORIGINS).toEqual([]);
  const pages = "https://desk.example, http://localhost:5173,";
  expect(parseEnv({ ...GOOD, EVENKEEL_API_ORIGINS: pages }).EVENKEEL_API_ORIGINS).toEqual([
    "https://desk.example",
    "http://localhost:5173",
  ]);
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
  ["a placeholder", { AUTH_SECRET: "changeme-changeme-changeme-changeme" }, /AUTH_SECRET: is a placeholder/],
  ["one letter", { AUTH_SECRET: "a".repeat(40) }, /AUTH_SECRET: is easy to guess/],
  ["one secret for both", { AUTH_SECRET: GOOD.EVENKEEL_ENGINE_SECRET }, /AUTH_SECRET: must not be the engine's/],
  ["another host in the clear", { AUTH_URL: "http://desk.example" }, /AUTH_URL: needs https/],
  ["a host that only begins like this one", { AUTH_URL: "http://localhost.example" }, /AUTH_URL: needs https/],
  ["an engine in the clear", { EVENKEEL_ENGINE_URL: "http://10.0.0.5:4100" }, /EVENKEEL_ENGINE_URL: needs https/],
  ["no address at all", { AUTH_URL: "everywhere" }, /AUTH_URL/],
  ["an address with a path", { AUTH_URL: "https://desk.example/evenkeel" }, /AUTH_URL: is an address without a path/],
  ["a page that is none", { EVENKEEL_API_ORIGINS: "https://desk.example, everywhere" }, /EVENKEEL_API_ORIGINS/],
  ["every page", { EVENKEEL_API_ORIGINS: "*" }, /EVENKEEL_API_ORIGINS/],
  [
    "a page with a path",
    { EVENKEEL_API_ORIGINS: "https://desk.example/" },
    /EVENKEEL_API_ORIGINS: is a list of addresses/,
  ],
  ["a page in the clear", { EVENKEEL_API_ORIGINS: "http://desk.example" }, /EVENKEEL_API_ORIGINS: needs https/],
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
