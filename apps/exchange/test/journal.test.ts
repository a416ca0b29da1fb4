import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apply, type Command, createExchange, stateHash, WORLD_START_MS } from "@evenkeel/exchange-sim";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodeLog, encodeRecord } from "../src/journal/log.ts";
import { encodeSnapshot, type Identity, logPath, recover, writeSnapshot } from "../src/journal/snapshot.ts";

const identity: Identity = { venue: "binance", world: "demo", seed: 1, symbols: 3, accounts: ["a"], overrides: {} };
const create = () =>
  createExchange({
    world: "demo",
    seed: 1,
    symbols: 3,
    accounts: [{ name: "a", futures: "10000", spot: { USDT: "10000" } }],
  });
const place = (k: number): Command => ({
  kind: "place",
  venueTimeMs: WORLD_START_MS + k * 70_000,
  account: "a",
  market: "futures",
  symbol: "ETHUSDT",
  side: k % 2 === 0 ? "SELL" : "BUY",
  type: "MARKET",
  timeInForce: "GTC",
  quantity: "0.05",
  price: null,
  clientOrderId: `c${k}`,
  reduceOnly: false,
  positionSide: "BOTH",
});

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "journal-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe("the log", () => {
  const lines = [1, 2, 3].map((n) => encodeRecord({ n }));
  const whole = lines.join("");
  test.each([
    ["whole", whole, 3],
    ["empty", "", 0],
    ["torn in the last record", whole.slice(0, -4), 2],
    ["without its last line end", whole.slice(0, -1), 2],
    ["with a damaged last record", `${lines[0]}${lines[1]}00000000 {"n":3}\n`, 2],
  ])("%s", (_, text, records) => {
    const decoded = decodeLog(Buffer.from(text));
    expect(decoded.records).toHaveLength(records);
    expect(decoded.validBytes).toBe(lines.slice(0, records).join("").length);
  });

  test("damage in the middle is never skipped over", () => {
    expect(() => decodeLog(Buffer.from(`${lines[0]}00000000 {"n":2}\n${lines[2]}`))).toThrow("damaged");
  });
});

describe("recovery", () => {
  test("folds every log from the snapshot on: a death between a new log and its snapshot loses nothing", async () => {
    const expected = create();
    await writeSnapshot(directory, 4, encodeSnapshot(identity, create()));
    for (const generation of [4, 5]) {
      const commands = [0, 1, 2].map((k) => place(generation * 3 + k));
      for (const command of commands) apply(expected, command);
      await writeFile(logPath(directory, generation), commands.map(encodeRecord).join(""));
    }
    const recovered = await recover(directory, identity);
    expect(recovered?.commands).toBe(6);
    expect(recovered?.generation).toBe(5);
    expect(recovered && stateHash(recovered.state)).toBe(stateHash(expected));
  });

  test("a damaged snapshot gives way to the one before it", async () => {
    await writeSnapshot(directory, 1, encodeSnapshot(identity, create()));
    await writeFile(join(directory, "snapshot.2.bin"), "not a snapshot");
    expect((await recover(directory, identity))?.generation).toBe(1);
    await writeFile(join(directory, "snapshot.1.bin"), "neither");
    await expect(recover(directory, identity)).rejects.toThrow("can be read");
  });

  test("an empty directory is a new exchange", async () => {
    expect(await recover(directory, identity)).toBeNull();
  });
});
