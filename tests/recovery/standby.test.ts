import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPair, stages } from "./support/drive.ts";
import { type Engine, type House, openHouse } from "./support/house.ts";
import { breakConnections } from "./support/lease.ts";
import type { Program } from "./support/process.ts";
import { endOf, takeDown } from "./support/recover.ts";

/** As short as a lease may be: what is waited for here is waited for in earnest. */
const LEASE_MS = 5_000;
const SHORT = { EVENKEEL_LEASE_SECONDS: String(LEASE_MS / 1_000) };
const TAKEN_OVER_MS_MAX = 60_000;
const SETTLED_MS_MAX = 30_000;

let house: House;
let exchange: Program;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => house.close());
beforeEach(async () => {
  exchange = await house.startExchange();
});
afterEach(async () => house.killAll());

type Call = { readonly order: string | null; readonly status: number; readonly refusal: string | null };

/** Orders the exchange was asked for since its log was this long, as it tells them itself. */
const orderCalls = (since = 0): readonly Call[] =>
  exchange
    .output()
    .slice(since)
    .split("\n")
    .filter((line) => line.startsWith("{") && line.includes('"method":"POST"'))
    .map((line) => JSON.parse(line) as Call)
    .filter(({ order }) => order !== null);

/** Of each order that was ever intended, the lease it was intended under. */
async function epochs(): Promise<ReadonlyMap<string, number>> {
  const sql = postgres(house.database.url, { max: 1 });
  const rows = await sql<{ id: string; epoch: number }[]>`
    select client_order_id as id, lease_epoch::int as epoch from intents`;
  await sql.end();
  return new Map(rows.map(({ id, epoch }) => [id, epoch]));
}

/** From here on its owner's silence is enough. */
async function known(standby: Engine): Promise<void> {
  const told = async () => (await (await fetch(`${standby.url}/readyz`)).json()) as { readonly known?: boolean };
  await expect.poll(async () => (await told()).known, { timeout: 10_000 }).toBe(true);
}

async function takenOver(standby: Engine): Promise<void> {
  await expect.poll(() => standby.program.output(), { timeout: TAKEN_OVER_MS_MAX }).toMatch(/the venue is streaming/);
  await standby.ready();
}

describe("I12: at most one epoch sends", () => {
  it("an owner frozen between the commit of its hedge and its send wakes up late: the venue refuses it, and it ends", async () => {
    // Both legs' orders: the second is the hedge.
    const owner = await house.startEngine("send:2:stop", SHORT);
    await owner.ready();
    const standby = await house.startStandby(SHORT);
    await known(standby);
    void openPair(owner).catch(() => {});
    await takenOver(standby);
    const before = exchange.output().length;
    const frozen = [...(await epochs())].filter(([id]) => !orderCalls().some(({ order }) => order === id));
    expect(frozen).toHaveLength(1);
    await expect.poll(() => stages(standby), { timeout: SETTLED_MS_MAX }).not.toContain("opening");

    owner.program.kill("SIGCONT");
    expect(await endOf(owner)).toEqual({ code: 70, signal: null });
    expect(owner.program.output()).toMatch(/another engine has taken/);
    const [late = ""] = frozen[0] ?? [];
    await expect
      .poll(() => orderCalls(before).filter(({ order }) => order === late))
      .toMatchObject([{ status: 400, refusal: expect.stringContaining('"code":-1021') as string }]);
    await takeDown(house, standby);
    // By the exchange's own word: once the second epoch was heard, the first was never again accepted.
    const leases = await epochs();
    const accepted = orderCalls().filter(({ status }) => status === 200);
    const order = accepted.map((call) => leases.get(call.order ?? ""));
    expect(order).toEqual(order.toSorted((a, b) => Number(a) - Number(b)));
    expect(new Set(order)).toEqual(new Set([1, 2]));
  });

  it("broken connections on both sides change nothing; a killed owner is followed at once, and its pair guarded", async () => {
    const owner = await house.startEngine(undefined, SHORT);
    await owner.ready();
    const standby = await house.startStandby(SHORT);
    await known(standby);
    await breakConnections(house.database.url);
    await openPair(owner);
    await expect.poll(() => stages(owner), { timeout: SETTLED_MS_MAX }).toEqual(["open"]);
    await sleep(LEASE_MS + 1_000);
    const answer = await fetch(`${standby.url}/readyz`);
    expect([answer.status, await answer.json()]).toMatchObject([503, { status: "standby", known: true }]);
    await expect(standby.client.health.query()).rejects.toThrow(/stands by/);
    expect(await stages(owner)).toEqual(["open"]);

    await owner.kill();
    await takenOver(standby);
    expect(standby.program.output()).not.toContain("taking over: waiting");
    expect(await stages(standby)).toEqual(["open"]);
    await takeDown(house, standby);
  });
});
