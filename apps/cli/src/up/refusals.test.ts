import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { foldersOf, settleWorld } from "./installation.ts";
import { takeLock } from "./lock.ts";

const MAIN = join(import.meta.dirname, "../main.ts");
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-up-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const up = (...given: string[]) => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, "up", "--data", folder, ...given], {
    encoding: "utf8",
  });
  return { status, sentence: stderr.trim().split("\n").at(-1) ?? "" };
};

it("--fresh without a terminal and without --yes deletes nothing", () => {
  const kept = join(folder, "world.json");
  writeFileSync(kept, "{}");
  const { status, sentence } = up("--fresh");
  expect([status, existsSync(kept)]).toEqual([1, true]);
  expect(sentence).toMatch(/--yes/);
}, 20_000);

it("an installation begins at both venues and goes on where it began, one of before there was a choice at Binance", () => {
  const folders = foldersOf(folder);
  expect(settleWorld(folders, {})).toMatchObject({ venues: "binance,bybit" });
  expect(settleWorld(folders, {})).toMatchObject({ venues: "binance,bybit" });
  expect(() => settleWorld(folders, { venues: "bybit" })).toThrow(
    /began with venues binance,bybit; .* without --venues/,
  );

  writeFileSync(join(folder, "world.json"), JSON.stringify({ world: "demo", seed: 1, symbols: 400 }));
  expect(settleWorld(folders, {})).toMatchObject({ venues: "binance" });
  expect(() => settleWorld(folders, { venues: "binance,bybit" })).toThrow(/began with venues binance; /);
});

it.each(["port", "engine-port", "exchange-port"])(
  "a taken --%s is one sentence with the option that mends it",
  async (option) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { status, sentence } = up(`--${option}`, String(port));
    await new Promise((resolve) => server.close(resolve));
    expect(status).toBe(1);
    expect(sentence).toMatch(new RegExp(`Port ${port} is used by another program.*--${option}`));
  },
  20_000,
);

it("a second start names the first", async () => {
  const release = await takeLock(folder, {
    address: "http://localhost:3000",
    enginePort: 4100,
    databasePort: 54329,
    exchangePort: 4900,
  });
  const { status, sentence } = up();
  release();
  expect(status).toBe(1);
  expect(sentence).toMatch(/runs already.*http:\/\/localhost:3000/);
}, 20_000);
