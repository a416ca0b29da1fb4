import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPair } from "./support/drive.ts";
import { ask } from "./support/exchange-account.ts";
import { type House, openHouse } from "./support/house.ts";
import { endOf, KILLED, restart, takeDown } from "./support/recover.ts";

let house: House;

beforeAll(async () => {
  // Orders wait whatever a maker saves, and not longer than a test may.
  house = await openHouse({ execution: { makerGainBpsMin: 0, restMsMax: 3_000 } });
  await house.startExchange();
});
afterAll(async () => house.close());

type Resting = { readonly id: string; readonly symbol: string; readonly style: string };

async function firstOrder(): Promise<Resting | undefined> {
  const sql = postgres(house.database.url, { max: 1 });
  const [row] = await sql<Resting[]>`
    select client_order_id as id, symbol, style from intents join instruments on index = instrument order by sequence`;
  await sql.end();
  return row;
}

it("I10: an order that waits in the book while the engine is dead is found, taken back, and hedged for what it got", async () => {
  const engine = await house.startEngine("ack:1");
  await engine.ready();
  await openPair(engine).catch(() => {});
  expect(await endOf(engine), engine.program.output()).toEqual(KILLED);
  const order = await firstOrder();
  expect(order?.style).toMatch(/^(?:resting|post-only)$/);
  const asked = { symbol: order?.symbol ?? "", origClientOrderId: order?.id ?? "" };
  const statusNow = async (): Promise<unknown> => {
    const answer = await ask(house.account(), "api.binance.com", "/api/v3/order", asked);
    return (answer as { readonly status?: unknown }).status;
  };
  // It waits, or was filled meanwhile: nobody takes back what the venue already did.
  expect(["NEW", "PARTIALLY_FILLED", "FILLED"]).toContain(await statusNow());
  const next = await restart(house);
  expect(["CANCELED", "FILLED"]).toContain(await statusNow());
  await takeDown(house, next);
});
