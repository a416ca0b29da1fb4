import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createEngineClient } from "@evenkeel/api/client";
import { makeSession, makeUser, openSealer } from "@evenkeel/api/testing";
import { signIn } from "@evenkeel/api/web";
import { type Accounts, createAccounts, openDatabase } from "@evenkeel/store/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectFlat, expectSameBooks } from "./support/books.ts";
import { holdPair, stages } from "./support/drive.ts";
import { type Engine, type House, openHouse } from "./support/house.ts";
import { run } from "./support/process.ts";

/** `evenkeel status`, `doctor`, `token` and `user` beside a running installation, as its owner types them. */
let house: House;
let engine: Engine;
/** Answers where the dashboard would: what is asked of it is only whether it does. */
let dashboard: Server;

const portOf = (url: string): number => Number(new URL(url).port);

async function evenkeel(...args: string[]) {
  const program = run("apps/cli/src/main.ts", args, {});
  const { code } = await program.ended;
  return { code, output: program.output().trim() };
}
const said = (sentence: RegExp) => expect.stringMatching(sentence) as string;
const here = (...args: string[]) => evenkeel(...args, "--data", house.folder);

/** What the launcher leaves for others to find it by. */
function writeLock(): void {
  const began = readFileSync("/proc/self/stat", "latin1").split(") ").at(-1)?.split(" ")[19] ?? "";
  const addresses = {
    address: `http://localhost:${(dashboard.address() as AddressInfo).port}`,
    enginePort: portOf(engine.url),
    databasePort: portOf(house.database.url),
    exchangePort: house.account().port,
  };
  writeFileSync(join(house.folder, "up.lock"), JSON.stringify({ pid: process.pid, began, ...addresses }));
}

beforeAll(async () => {
  house = await openHouse();
  await house.startExchange();
  engine = await house.startEngine();
  await engine.ready();
  dashboard = createServer((_request, response) => response.end("sign in"));
  await new Promise<void>((resolve) => dashboard.listen(0, resolve));
  writeLock();
});
afterAll(async () => {
  dashboard.close();
  await house.close();
});

describe("token", () => {
  test("a key is told once, opens what it is for, shows its use, and ends with everything it has open", async () => {
    const made = await here("token", "create", "--role", "viewer", "--only", "overview", "--expires", "1d", "--json");
    expect(made.code).toBe(0);
    const { id, key } = JSON.parse(made.output) as { readonly id: string; readonly key: string };
    const { client, close } = createEngineClient({ url: engine.url, apiKey: key });
    expect((await client.overview.get.query()).status.mode).toBe("SIMULATION");
    await expect(client.positions.list.query()).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });

    const listed = await here("token", "list", "--json");
    expect(listed.output).not.toContain(key);
    const keys = JSON.parse(listed.output) as readonly { readonly id: string }[];
    expect(keys.find((each) => each.id === id)).toMatchObject({
      only: ["overview"],
      author: { kind: "owner" },
      state: "stands",
      lastUsedAtMs: expect.any(Number) as number,
    });

    const frames = countFrames(client);
    await expect.poll(() => frames.count, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(await here("token", "revoke", id)).toMatchObject({ code: 0 });
    const revokedAt = performance.now();
    await expect.poll(() => frames.failed, { timeout: 10_000 }).toBe(true);
    expect(performance.now() - revokedAt).toBeLessThan(5_500);
    await expect(client.overview.get.query()).rejects.toMatchObject({ data: { code: "TOKEN_INVALID" } });
    await close();
  });

  test.each([
    [["create"], 2, /--role must be/],
    [["create", "--role", "viewer", "--only", "withdrawals"], 2, /--only/],
    [["revoke", "k_nobody"], 1, /No key has the id/],
    [["mint"], 2, /has no command "mint"/],
  ])("%j is refused in one sentence", async (args, code, sentence) => {
    const answer = await here("token", ...args);
    expect(answer.code).toBe(code);
    expect(answer.output).toMatch(sentence);
    expect(answer.output.split("\n")).toHaveLength(1);
  });

  test("without a database there is one sentence, and nothing is made", async () => {
    const answer = await evenkeel("token", "list", "--data", join(house.folder, "nothing"));
    expect(answer).toMatchObject({ code: 1, output: expect.stringMatching(/^evenkeel: No database runs for /) });
  });
});

describe("drill", () => {
  test("OPS-13: the smallest round trip and FLATTEN at the exchange itself, told, stored, and frozen after it", async () => {
    expect(await here("drill", "--venue", "nowhere")).toMatchObject({
      code: 3,
      output: expect.stringMatching(/was not begun: refused: no-such-venue/) as string,
    });
    const ran = await here("drill", "--venue", "binance", "--reason", "before real money");
    expect(ran, ran.output).toMatchObject({ code: 0, output: expect.stringMatching(/^Binance: passed, /m) as string });
    for (const name of ["entry", "region", "permissions", "modes", "fees", "flat", "books"])
      expect(ran.output).toMatch(new RegExp(`^ +ok +${name} `, "m"));
    await expectFlat(house);
    await expectSameBooks(house);
    const told = await here("status", "--json");
    expect(JSON.parse(told.output)).toMatchObject({
      killLevel: "freeze",
      drills: [{ venue: "binance", passed: true }],
    });
    expect((await here("drill")).code).toBe(0);
    await engine.owner.commands.resume.mutate({ id: "after-the-drill" });
  }, 90_000);
});

describe("the kill levels", () => {
  test("OPS-14: what the dashboard's buttons do is done from a shell, and says how it ended", async () => {
    expect(await here("close")).toMatchObject({ code: 0, output: "No pair is open." });
    await holdPair(engine);
    const named = await here("close");
    expect(named.output).toMatch(/^ek\S+ +\S+ +open +/);
    const [pairId = ""] = named.output.split(" ");
    expect(await here("close", `${pairId}9`)).toMatchObject({ code: 3, output: said(/^Refused: /) });
    expect(await here("close", pairId)).toMatchObject({ code: 0, output: said(/^Done: /m) });
    expect(await stages(engine)).toEqual([]);

    await holdPair(engine);
    expect(await here("freeze", "--json")).toMatchObject({ code: 0, output: said(/"kind":"freeze"/) });
    const flat = await here("flatten", "--reason", "by hand");
    expect(flat).toMatchObject({ code: 0, output: said(/^Done: Flat: every venue confirms it\.$/m) });
    await expectFlat(house);
    await expectSameBooks(house);
    expect(await here("resume")).toMatchObject({ code: 0, output: "Done: running." });
  }, 120_000);
});

describe("status", () => {
  test("tells a person and a script the same, and by its code whether new risk is taken", async () => {
    const asked = await here("status", "--json");
    expect(asked.code).toBe(0);
    expect(JSON.parse(asked.output)).toMatchObject({ running: true, state: "running", takesNewRisk: true });
    expect((await here("status")).output).toMatch(/^SIMULATION demo, seed 3.*\n.*\n\nstate +running\n/);

    await engine.client.commands.freeze.mutate({ id: "status-freeze" });
    const frozen = await here("status", "--json");
    expect(frozen.code).toBe(3);
    expect(JSON.parse(frozen.output)).toMatchObject({ state: "frozen", killLevel: "freeze", takesNewRisk: false });
    await engine.client.commands.resume.mutate({ id: "status-resume" });
    expect((await here("status")).code).toBe(0);
  });

  test("what does not run is told as such", async () => {
    const answer = await evenkeel("status", "--json", "--data", join(house.folder, "nothing"));
    expect(answer.code).toBe(1);
    expect(JSON.parse(answer.output)).toMatchObject({ running: false, reason: expect.stringContaining("npm start") });
  });
});

describe("doctor", () => {
  type Report = {
    readonly level: string;
    readonly findings: readonly { readonly id: string; readonly level: string }[];
  };
  const examine = async () => {
    const { code, output } = await here("doctor", "--json");
    const { level, findings } = JSON.parse(output) as Report;
    return { code, level, of: Object.fromEntries(findings.map(({ id, level: each }) => [id, each])) };
  };

  test("finds nothing broken in a house in order, then what is broken in one that is not", async () => {
    const well = await examine();
    expect(well.of).toMatchObject({
      running: "ok",
      ports: "ok",
      "data-folder": "ok",
      secrets: "ok",
      database: "ok",
      migrations: "ok",
      timescale: "ok",
      audit: "ok",
      "venue/simulated-binance": "ok",
      "clock/simulated-binance": "ok",
      exchange: "ok",
      engine: "ok",
    });
    expect(Object.entries(well.of).filter(([id]) => id.startsWith("key"))).toEqual([
      [expect.stringMatching(/^key\//) as string, "ok"],
    ]);
    expect(well.code).toBe(0);

    chmodSync(join(house.folder, "secrets", "owner"), 0o644);
    await engine.stop();
    const broken = await examine();
    expect(broken).toMatchObject({ code: 1, level: "fail" });
    expect(broken.of).toMatchObject({ secrets: "fail", engine: "fail", ports: "fail", database: "ok", exchange: "ok" });
  });
});

function countFrames(client: Engine["client"]): { count: number; failed: boolean } {
  const seen = { count: 0, failed: false };
  client.overview.subscribe.subscribe(undefined, {
    onData: () => {
      seen.count += 1;
    },
    onConnectionStateChange: ({ state }) => {
      seen.failed ||= seen.count > 0 && state === "connecting";
    },
    onError: () => {
      seen.failed = true;
    },
  });
  return seen;
}

describe("user", () => {
  const OWNER = { kind: "owner", id: "tester", role: "admin" } as const;
  const stored = async <T>(work: (accounts: Accounts) => Promise<T>): Promise<T> => {
    const { client, close } = openDatabase(house.database.url, 1);
    try {
      return await work(createAccounts(client));
    } finally {
      await close();
    }
  };

  test("gives somebody who lost phone and password the way back in, and nobody else's session", async () => {
    const change = { userId: "vera", by: OWNER, nowMs: Date.now() };
    await stored(async (accounts) => {
      await accounts.createUser(makeUser("vera", { name: "Vera", role: "admin" }), OWNER);
      await accounts.putSecondFactor({ ...change, sealedSecret: "sealed", lastStep: 0, codeHashes: ["h"] });
      await accounts.createSession(makeSession("of-vera", { userId: "vera", createdAtMs: Date.now() }), 9, "code");
    });
    expect((await here("user", "list")).output).toMatch(/Vera +admin +active +since/);
    expect(await here("user", "reset-authenticator", "VERA")).toMatchObject({ code: 0 });
    expect(await here("user", "reset-authenticator", "vera")).toMatchObject({ code: 1 });
    const { code, output } = await here("user", "reset-password", "vera");
    expect(code).toBe(0);
    const password = output.split("\n").at(-1) ?? "";
    const outcome = await stored((accounts) =>
      signIn(
        { accounts, sealer: openSealer },
        { name: "Vera", password, code: "", device: null, address: "direct", userAgent: "t", nowMs: Date.now() },
      ),
    );
    expect(outcome.kind).toBe("signed-in");
    const ended = await stored((accounts) => accounts.findSession("of-vera"));
    expect(ended?.session.endedBecause ?? "cleared away").toMatch(/authenticator|cleared away/);
  });

  test.each([
    ["nobody", ["user", "reset-password", "nobody"], 1],
    ["no name", ["user", "reset-password"], 2],
    ["another word", ["user", "delete"], 2],
  ])("refuses %s", async (_name, words, code) => {
    expect(await here(...words)).toMatchObject({ code });
  });
});
