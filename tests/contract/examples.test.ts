import { type EngineServer, serveEngine } from "@evenkeel/api/engine";
import { createFakeDoor, type FakeDoor } from "@evenkeel/api/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Program, run } from "../recovery/support/process.ts";

/** The scripts of docs/examples, as a reader runs them, against the server that ships. */
const KEY = "ek_of-the-examples";

let server: EngineServer;
let door: FakeDoor;
let standing: { role: "viewer" | "operator"; only: readonly string[] | null } | null;
/** What the engine says equity is. */
let equity: string;
let programs: Program[];

async function serve(port: number): Promise<void> {
  door = createFakeDoor({ nowMs: Date.now, rows: 3 });
  const shown = door.overview;
  const overview: FakeDoor["overview"] = () => {
    const view = shown();
    return { ...view, kpis: { ...view.kpis, equity: { value: equity } } };
  };
  server = await serveEngine({
    port,
    host: "127.0.0.1",
    door: { ...door, overview },
    secret: "a-secret-of-at-least-thirty-two-bytes",
    ownerSecret: null,
    sessions: { isCurrent: async () => false, isSteppedUp: async () => false },
    apiKeys: { findByHash: async () => (standing === null ? null : { id: "k1", ...standing, expiresAtMs: null }) },
    allowedOrigins: [],
    probes: {},
    report: (error) => expect.unreachable(String(error)),
    recheckMs: 50,
    publishIntervalMs: 5,
  });
}

function example(name: string, ...args: string[]): Program {
  const env = { EVENKEEL_API_KEY: KEY, EVENKEEL_ENGINE_URL: `http://127.0.0.1:${server.port}` };
  const program = run(`docs/examples/${name}`, args, env);
  programs.push(program);
  return program;
}

beforeEach(async () => {
  standing = { role: "operator", only: ["overview", "commands"] };
  equity = "1000.00";
  programs = [];
  await serve(0);
});
afterEach(async () => {
  for (const program of programs) program.kill("SIGKILL");
  await server.close();
});

describe("follow-the-deck", () => {
  test("prints what is held, follows changes over a restart of the engine, and stops when asked", async () => {
    const program = example("follow-the-deck.ts");
    await program.says(/Holding 3 pairs.*\n {2}equity 1000\.00 USDT\n {2}\S+ \S+, net /);
    equity = "1001.50";
    door.move();
    await program.says(/equity 1001\.50 USDT/);
    const { port } = server;
    await server.close();
    await program.says(/link lost/);
    equity = "1002.00";
    await serve(port);
    await program.says(/link lost[\s\S]*link open[\s\S]*equity 1002\.00 USDT/);
    program.kill("SIGTERM");
    expect(await program.ended).toEqual({ code: 0, signal: null });
  });

  test("a revoked key ends it with its code, and does not ask for ever", async () => {
    const program = example("follow-the-deck.ts");
    await program.says(/Holding 3 pairs/);
    standing = null;
    expect(await program.ended).toMatchObject({ code: 1 });
    expect(program.output()).toMatch(/TOKEN_INVALID: this API key is not known\n$/);
  });

  test("a key for something else is told so", async () => {
    standing = { role: "operator", only: ["commands"] };
    const program = example("follow-the-deck.ts");
    expect(await program.ended).toMatchObject({ code: 1 });
    expect(program.output()).toContain("FORBIDDEN: this key is for commands only");
  });
});

describe("freeze-on-drawdown", () => {
  test("freezes once when equity has fallen far enough from its highest, and ends", async () => {
    const program = example("freeze-on-drawdown.ts", "2");
    await expect.poll(() => door.listeners(), { timeout: 20_000 }).toBe(1);
    for (const next of ["1100.00", "1078.01"]) {
      equity = next;
      door.move();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(door.submitted).toEqual([]);
    equity = "1077.99";
    door.move();
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.output()).toMatch(/^equity fell 2\.00 % \(limit 2 %\): done\. No new risk/);
    expect(door.submitted).toMatchObject([
      { command: { body: { kind: "freeze" } }, author: { kind: "api-key", id: "k1", role: "operator" } },
    ]);
  });

  test("with a viewer's key it fails loudly instead of watching in vain", async () => {
    standing = { role: "viewer", only: null };
    const program = example("freeze-on-drawdown.ts", "50");
    await expect.poll(() => door.listeners(), { timeout: 20_000 }).toBe(1);
    equity = "1.00";
    door.move();
    expect(await program.ended).toMatchObject({ code: 1 });
    expect(program.output()).toContain("FORBIDDEN: this needs the role operator");
  });
});

test("without a key there is one sentence about it", async () => {
  const program = run("docs/examples/follow-the-deck.ts", [], {});
  expect((await program.ended).code).toBe(1);
  expect(program.output()).toContain("EVENKEEL_API_KEY is missing");
});
