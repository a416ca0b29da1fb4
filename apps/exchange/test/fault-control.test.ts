import { request } from "node:http";
import { FAULT_NAMES, FAULTS, type FaultName } from "@evenkeel/exchange-sim";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Faulty, openFaulty } from "./faulty.ts";

let house: Faulty;
const open = async (options: Parameters<typeof openFaulty>[0] = {}): Promise<void> => {
  house = await openFaulty(options);
};

describe("the control of faults", () => {
  beforeAll(() => open());
  afterAll(() => house.exchange.close());

  const withHost = (host: string, headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const { port } = house.exchange;
      const call = request(
        { host: "127.0.0.1", port, path: "/control/fault", method: "POST", headers: { host, ...headers } },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      call.on("error", reject);
      call.end('{"name":"stream-cut"}');
    });

  test.each([
    ["evil.example", { "x-evenkeel-control": "1" }, 403],
    ["fapi.binance.com", { "x-evenkeel-control": "1" }, 403],
    ["localhost", {}, 403],
    ["localhost", { "x-evenkeel-control": "1" }, 200],
  ])("host %s with %j: %d", async (host, headers, status) => {
    expect(await withHost(host, headers as Record<string, string>)).toBe(status);
  });

  test.each([
    [{ name: "no-such" }, 400],
    [{ name: "stream-stall", seconds: 0 }, 400],
    [{ name: "stream-stall", seconds: "9" }, 400],
    [{ name: "reply-lost", count: 1e9 }, 400],
    [{ name: "reply-lost", colour: "red" }, 400],
    [{ name: "manual-trade", symbol: "NOPE" }, 409],
    [{ name: "manual-trade", account: "nobody" }, 400],
  ])("%j is refused with %d and counts nothing", async (input, status) => {
    const { total } = await house.report();
    expect([(await house.client.control("POST", "fault", input)).status, (await house.report()).total]).toEqual([
      status,
      total,
    ]);
  });

  test("the list names every fault, and the mix can be set", async () => {
    const names = ((await house.client.control("GET", "faults")).body as unknown as { name: string }[]).map(
      ({ name }) => name,
    );
    expect(names).toEqual(FAULT_NAMES);
    expect((await house.client.control("POST", "mix", { mix: "hurricane" })).status).toBe(400);
    expect((await house.client.control("POST", "mix", { mix: "storm" })).status).toBe(200);
    expect(await house.report()).toMatchObject({ mix: "storm" });
  });
});

describe("a mix", () => {
  /** The same sequence of orders, told by what became of each. */
  async function fates(seed: number): Promise<readonly string[]> {
    await open({ seed, faults: "storm" });
    const told: string[] = [];
    for (let at = 0; at < 60; at++) {
      const { status, body } = await house.order(`fate-${at}`, at % 2 === 0 ? {} : { side: "SELL" }).catch(() => ({
        status: 0,
        body: { code: 0 },
      }));
      told.push(`${status} ${body.code ?? ""}`);
    }
    // What comes by the second of wall time depends on how long this took.
    const counts = Object.entries((await house.report()).fired["binance"] ?? {}) as [FaultName, number][];
    told.push(JSON.stringify(counts.filter(([name]) => ["send", "order"].includes(FAULTS[name].per))));
    await house.exchange.close();
    return told;
  }

  test("the same seed brings the same faults, another seed others; without a mix there are none", async () => {
    const first = await fates(11);
    expect(new Set(first).size).toBeGreaterThan(3);
    expect(await fates(11)).toEqual(first);
    expect(await fates(12)).not.toEqual(first);
    await open({ seed: 11 });
    for (let at = 0; at < 20; at++) expect((await house.order(`well-${at}`)).status).toBe(200);
    expect((await house.report()).total).toBe(0);
    await house.exchange.close();
  });
});
