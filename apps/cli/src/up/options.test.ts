import { describe, expect, it } from "vitest";
import { defaultDataFolder } from "../env.ts";
import { parseUpOptions } from "./options.ts";

it("has a default for everything but the world, which an installation keeps", () => {
  expect(parseUpOptions([])).toMatchObject({ port: 3000, speed: 60, world: {}, fresh: false, json: false });
});

it("takes only what is asked of the world", () => {
  expect(parseUpOptions(["--seed", "7"]).world).toEqual({ seed: 7 });
  expect(parseUpOptions(["--venues", "bybit, binance"]).world).toEqual({ venues: "bybit,binance" });
});

describe("one sentence for", () => {
  it.each<[string, string[], RegExp]>([
    ["a port that is not one", ["--port", "99999"], /--port must be a whole number from 1 to 65535, not "99999"/],
    ["a speed of nothing", ["--speed", "0"], /--speed must be/],
    ["a speed in words", ["--speed", "fast"], /--speed must be/],
    ["an unknown world", ["--world", "moon"], /--world must be one of demo, normal, calm, storm/],
    ["an unknown venue", ["--venues", "binance,moonbase"], /--venues must name some of binance, bybit, each once/],
    ["a venue twice", ["--venues", "bybit,bybit"], /--venues must name/],
    ["a seed below zero", ["--seed=-1"], /--seed must be/],
    ["two of the same port", ["--port", "4100"], /must differ/],
    ["a standby that begins anew", ["--standby", "--fresh"], /--standby waits for the books of another engine/],
    ["an unknown option", ["--turbo"], /Unknown option '--turbo'/],
  ])("%s", (_, given, sentence) => {
    expect(() => parseUpOptions(given)).toThrow(sentence);
  });
});

it.each<[name: string, variables: Record<string, string>, asRoot: boolean, folder: string]>([
  ["named", { EVENKEEL_DATA_DIR: "/srv/ek", HOME: "/x" }, false, "/srv/ek"],
  ["shared", { XDG_DATA_HOME: "/x/data", HOME: "/x" }, true, "/x/data/evenkeel/default"],
  ["a user's", { HOME: "/x" }, false, "/x/.local/share/evenkeel/default"],
  ["root's", { HOME: "/root" }, true, "/var/lib/evenkeel/default"],
])("the data folder: %s", (_, variables, asRoot, folder) => {
  expect(defaultDataFolder(variables, asRoot)).toBe(folder);
});
