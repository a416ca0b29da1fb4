import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../options.ts";
import { readTyped } from "./arguments.ts";
import { readSettings } from "./settings.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "evenkeel-settings-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const settings = (...words: readonly string[]) => readSettings(readTyped(words));
const file = (text: string): string => {
  const path = join(directory, "exchange.yaml");
  writeFileSync(path, text);
  return path;
};

test("nothing typed is what the product starts with", () => {
  expect(settings()).toEqual(DEFAULT_SETTINGS);
});

test("what is typed counts more than what a file says, and a file more than the defaults", () => {
  const config = file("world: calm\nseed: 5\nspeed: 3\nfamilyPorts: 4910\ndata: books\ntls: true\n");
  expect(settings("--config", config, "--speed", "0.5", "--venues", "binance")).toEqual({
    ...DEFAULT_SETTINGS,
    world: "calm",
    seed: 5,
    speed: 0.5,
    familyPortsFrom: 4910,
    dataDirectory: join(directory, "books"),
    tls: "self-signed",
  });
});

test("accounts, typed and from a file", () => {
  const [standard] = DEFAULT_SETTINGS.accounts;
  expect(settings("--account", "main", "--account", "b=USDT:5,BTC:0.1,futures:7").accounts).toEqual([
    { ...standard, name: "main" },
    { name: "b", spot: { USDT: "5", BTC: "0.1" }, futures: "7" },
  ]);
  const config = file('accounts: [{ name: a, spot: { USDT: 60000, BTC: "0.5" }, futures: 1.5 }]');
  expect(settings("--config", config).accounts).toEqual([
    { name: "a", spot: { USDT: "60000", BTC: "0.5" }, futures: "1.5" },
  ]);
});

test("a file may say everything as it is typed", () => {
  const words = ["--venues", "binance, bybit", "--account", "main=USDT:60000,futures:7", "--family-ports", "4910"];
  const config = file('venues: binance, bybit\naccount: main=USDT:60000,futures:7\nfamily-ports: "4910"\n');
  expect(settings("--config", config)).toEqual(settings(...words));
  const several = file("account: [main, two=BTC:1, { name: three, futures: 5 }]");
  expect(settings("--config", several).accounts).toEqual([
    ...settings("--account", "main", "--account", "two=BTC:1").accounts,
    { name: "three", futures: "5" },
  ]);
});

describe("what is not understood", () => {
  test.each([
    [["--no-such"], "There is no option --no-such; --help says what there is."],
    [["--speed", "fast"], "--speed takes a number"],
    [["--port", ""], "--port takes a number"],
    [["--seed", "1.5"], "--seed must be a whole number"],
    [["--venues", "binance,mtgox"], "--venues must be some of"],
    [["--world", "flat"], "--world must be one of"],
    [["--family-ports", "65535"], "--family-ports must be"],
    [["--account", "main=USDT"], "--account takes"],
    [["--account", "main=USDT:-1"], "--account takes"],
    [["--account", "a b"], "An account's name"],
    [["--account", "a", "--account", "a"], "Two accounts have the same name"],
    [["--tls-cert", "x"], "go together"],
    [["--tls-cert", "x", "--tls-key", "y"], "x cannot be read (ENOENT)."],
    [["--tls-cert", "package.json", "--tls-key", "package.json"], "no certificate and the key"],
    [["--port"], "--port takes a value."],
    [["--json=x"], "--json takes no value."],
    [["--venues", ""], "it names none"],
    [["--venues", "binance,binance"], "--venues names binance twice."],
    [["--config", "no-such.yaml"], "cannot be read"],
  ])("%j", (words, says) => {
    expect(() => settings(...words)).toThrow(says);
  });

  test.each([
    ["worlds: calm", 'there is no setting "worlds"'],
    ["account: main=USDT", "account takes a list of accounts"],
    ["account: a\naccounts: [b]", "says accounts twice"],
    ["tls-cert: a", "go together"],
    ["nope: 1", "tlsCert, tlsKey"],
    ["accounts: [{ name: a, spot: { USDT: -1 } }]", "accounts takes"],
    ["accounts: []", "needs an account"],
    ["- 1", "must hold settings by name"],
    ["a: [", "neither YAML nor JSON"],
    ["port: high", "port takes a number"],
    ["tls: { cert: a }", "tls takes"],
    ['{"seed": 1.5}', "--seed must be a whole number"],
  ])("a file that says %j", (text, says) => {
    expect(() => settings("--config", file(text))).toThrow(says);
  });
});
