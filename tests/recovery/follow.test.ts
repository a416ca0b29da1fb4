import { createEngineClient } from "@evenkeel/api/client";
import { listExecuted, listFills, openDatabase } from "@evenkeel/store/history";
import { afterAll, beforeAll, expect, it } from "vitest";
import { anyLiveSymbol, closeAll, holdPair, openPair, stages } from "./support/drive.ts";
import { API_KEY, type Engine, type House, openHouse } from "./support/house.ts";
import { type Program, run } from "./support/process.ts";

let house: House;
let exchange: Program;
let engine: Engine;
beforeAll(async () => {
  house = await openHouse();
  exchange = await house.startExchange();
  engine = await house.startEngine();
  await engine.ready();
});
afterAll(async () => house.close());

type Line = Readonly<Record<string, unknown>>;

const linesOf = (program: Program): readonly Line[] =>
  program
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);

const find = (program: Program, wanted: Line): readonly Line[] =>
  linesOf(program).filter((line) => Object.entries(wanted).every(([key, value]) => line[key] === value));

/** The engine as somebody asks it whose request has a name already. */
const askAs = (requestId: string) =>
  createEngineClient({ url: engine.url, apiKey: API_KEY, requestId: () => requestId });

it("follows a command from its request over both legs' orders to the exchange", async () => {
  await openPair(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual(["open"]);
  const [pair] = await engine.client.positions.list.query();
  const { client, close } = askAs("request-of-the-page");
  await client.commands.closePair.mutate({ id: "close-and-follow", pairId: pair?.pairId ?? "" });
  await close();
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual([]);

  const call = { msg: "a call", path: "commands.closePair", request: "request-of-the-page", outcome: "ok" };
  expect(find(engine.program, call)).toMatchObject([{ command: "close-and-follow", caller: "apiKey:recovery" }]);
  const intended = find(engine.program, { msg: "order intended", command: "close-and-follow" });
  expect(intended.map(({ leg }) => String(leg)).toSorted()).toEqual(["long", "short"]);
  for (const { order } of intended) {
    const sent = find(engine.program, { msg: "venue call", order, method: "POST" });
    expect(sent).toMatchObject([{ status: 200, ms: expect.any(Number), usedWeight: expect.any(Number) }]);
    expect(find(engine.program, { msg: "order answered", order })).toMatchObject([{ outcome: "acknowledged" }]);
    expect(find(exchange, { order })).toMatchObject([{ method: "POST", status: 200 }]);
  }
});

it("tells a plain script every trade once, over the death of the engine", async () => {
  const { url } = engine;
  const follower = run("docs/examples/follow-events.ts", [], { EVENKEEL_ENGINE_URL: url, EVENKEEL_API_KEY: API_KEY });
  await follower.says(/ALERT as it stands/);
  const before = await storedTrades();
  await holdPair(engine);
  await engine.kill();
  engine = await house.startEngine(undefined, { EVENKEEL_ENGINE_PORT: new URL(url).port });
  await engine.ready();
  await closeAll(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual([]);
  const made = async () => (await storedTrades()).filter((id) => !before.includes(id));
  await expect.poll(async () => (await made()).length, { timeout: 10_000 }).toBeGreaterThan(3);
  const told = () => [...follower.output().matchAll(/^TRADE_EXECUTED (\S+): /gm)].map(([, id]) => id ?? "");
  await expect.poll(() => told().toSorted((a, b) => a.localeCompare(b)), { timeout: 10_000 }).toEqual(await made());
  follower.kill("SIGKILL");
});

async function storedTrades(): Promise<readonly string[]> {
  const { client, close } = openDatabase(house.database.url, 1);
  const fills = await listFills(client, 100);
  await close();
  return fills
    .map(({ venue, kind, symbol, tradeId }) => `${venue}/${kind}/${symbol}/${tradeId}`)
    .toSorted((a, b) => a.localeCompare(b));
}

it("keeps with every order how long each of its doors took, and every time a leg stood alone", async () => {
  const since = new Date(0);
  const report = async (what: string) => {
    const data = ["--data", house.folder, "--json", "--since", "1d"];
    const program = run("apps/cli/src/main.ts", ["report", what, ...data], { DATABASE_URL: house.database.url });
    const { code } = await program.ended;
    return { code, told: JSON.parse(program.output()) as unknown };
  };
  const orders = async () => {
    const { client, close } = openDatabase(house.database.url, 1);
    const found = await listExecuted(client, { since, plan: null, limit: 100 });
    await close();
    return found.filter(({ state }) => state === "filled");
  };
  const measured = async () =>
    (await orders()).filter(({ hopMicros }) => Object.values(hopMicros).every((each) => each !== null));
  // The engine was killed in between: of an order under way then nobody knows, and of all others everything.
  await expect.poll(async () => (await measured()).length, { timeout: 10_000 }).toBeGreaterThan(5);
  for (const { slippageBps } of await orders()) expect(slippageBps).not.toBeNull();
  const told = await report("orders");
  expect(told).toMatchObject({ code: 0, told: expect.arrayContaining([expect.objectContaining({ state: "filled" })]) });
  const risk = await report("leg-risk");
  expect(risk).toMatchObject({
    code: 0,
    told: {
      all: {
        openWindows: 0,
        seconds: { value: { p50: expect.any(Number) as number } },
        slippageBps: { value: { mean: expect.any(Number) as number } },
        makerPercent: { value: expect.any(Number) as number },
        cost: { value: { pairs: 2 } },
        hopMs: { reply: { value: { p99: expect.any(Number) as number } } },
      },
      venues: [{ venue: "binance", cost: { value: { pairs: 2 } } }],
      runs: [{ orders: expect.any(Number) as number }, { orders: expect.any(Number) as number }],
    },
  });
});

it("answers with the name it logs, and makes one where the given one is none", async () => {
  const ask = async (given: string): Promise<string | null> => {
    const headers = { authorization: `Bearer ${API_KEY}`, "x-request-id": given };
    return (await fetch(`${engine.url}/trpc/health`, { headers })).headers.get("x-request-id");
  };
  expect(await ask("a-good-name_01")).toBe("a-good-name_01");
  for (const bad of ["short", "with blanks in it", "x".repeat(65), '"},{"level":"fatal'])
    expect(await ask(bad)).toMatch(/^[0-9a-f-]{36}$/);
});

it("is not flooded by what only asks, and tells no query string", async () => {
  await anyLiveSymbol(engine);
  const lines = linesOf(engine.program);
  expect(lines.filter(({ type }) => type === "query")).toEqual([]);
  expect(lines.filter(({ method }) => method === "GET")).toEqual([]);
  const { key, secret } = house.account();
  for (const word of ["signature", "timestamp=", key, secret, API_KEY])
    expect(engine.program.output()).not.toContain(word);
  expect(
    exchange
      .output()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .join(),
  ).not.toContain(key);
});
