import { afterAll, beforeAll, expect, it } from "vitest";
import { expectFlat, expectSameBooks } from "./support/books.ts";
import { closeAll, openPair, stages } from "./support/drive.ts";
import { ask, balancesOf, positionsOf } from "./support/exchange-account.ts";
import { type House, openHouse } from "./support/house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => house.close());

type Trade = { readonly id: number };

it("loses no acknowledged order to a kill -9 of the exchange, and the engine lives through it", async () => {
  const exchange = await house.startExchange();
  const engine = await house.startEngine();
  await engine.ready();
  await openPair(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual(["open"]);
  const [position] = await engine.client.positions.list.query();
  const symbol = { symbol: position?.short.symbol ?? "" };
  const account = house.account();
  const trades = () => ask(account, "fapi.binance.com", "/fapi/v1/userTrades", symbol) as Promise<readonly Trade[]>;
  const [balances, positions, traded] = [await balancesOf(account), await positionsOf(account), await trades()];
  expect(positions.size).toBe(1);

  exchange.kill("SIGKILL");
  await exchange.ended;
  await house.startExchange();
  expect(await balancesOf(account)).toEqual(balances);
  expect(await positionsOf(account)).toEqual(positions);
  expect(await trades()).toEqual(traded);

  await engine.ready();
  await expect
    .poll(async () => (await engine.client.overview.get.query()).status.stopped, { timeout: 60_000, interval: 250 })
    .toBeNull();
  expect(await stages(engine)).toEqual(["open"]);
  await expectSameBooks(house);
  await closeAll(engine);
  await expect.poll(() => stages(engine), { timeout: 30_000 }).toEqual([]);
  await expectSameBooks(house);
  await expectFlat(house);
  await engine.stop();
  expect(await engine.program.ended).toEqual({ code: 0, signal: null });
});
