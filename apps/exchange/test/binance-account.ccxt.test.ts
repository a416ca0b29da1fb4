import type { Exchange } from "ccxt";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningExchange, startExchange } from "../src/index.ts";
import { futuresClient, type Keys, spotClient } from "./redirect.ts";

const PERPETUAL = "BTC/USDT:USDT";

let exchange: RunningExchange;
let futures: Exchange;
let spot: Exchange;

beforeAll(async () => {
  exchange = await startExchange({ port: 0, symbols: 8, speed: 1, seed: 3 });
  const keys = exchange.accounts[0] as Keys;
  futures = await futuresClient(exchange.port, keys);
  spot = await spotClient(exchange.port, keys);
  await Promise.all([futures.loadMarkets(), spot.loadMarkets()]);
});

afterAll(async () => {
  await Promise.all([futures.close(), spot.close()]);
  await exchange.close();
});

test("an unmodified ccxt client holds long and short beside each other", async () => {
  await futures.setPositionMode(true);
  expect((await futures.fetchPositionMode(PERPETUAL)).hedged).toBe(true);
  const order = (side: "buy" | "sell", amount: number, positionSide: "LONG" | "SHORT") =>
    futures.createOrder(PERPETUAL, "market", side, amount, undefined, { positionSide });
  await order("buy", 0.02, "LONG");
  await order("sell", 0.01, "SHORT");
  const held = async () => {
    const positions = await futures.fetchPositions([PERPETUAL]);
    return positions.map(({ side, contracts, hedged }) => ({ side, contracts, hedged }));
  };
  expect(await held()).toEqual([
    { side: "long", contracts: 0.02, hedged: true },
    { side: "short", contracts: 0.01, hedged: true },
  ]);
  await order("sell", 0.02, "LONG");
  expect(await held()).toEqual([{ side: "short", contracts: 0.01, hedged: true }]);
  await expect(order("sell", 0.02, "LONG")).rejects.toThrow(/-2022/);
  await order("buy", 0.01, "SHORT");
  expect(await held()).toEqual([]);
  const trades = await futures.fetchMyTrades(PERPETUAL);
  expect(trades.map(({ info }) => (info as { positionSide: string }).positionSide)).toEqual([
    "LONG",
    "SHORT",
    "LONG",
    "SHORT",
  ]);
  await futures.setPositionMode(false);
});

test("commissions are paid in BNB where that is switched on", async () => {
  const switched = (await spot.request("bnbBurn", "sapi", "POST", { spotBNBBurn: "true" })) as { spotBNBBurn: boolean };
  expect(switched.spotBNBBurn).toBe(true);
  await spot.createOrder("BNB/USDT", "market", "buy", 1);
  const bought = await spot.createOrder("BTC/USDT", "market", "buy", 0.01);
  const fees = (bought.trades ?? []).map(({ fee }) => fee?.currency);
  expect(new Set(fees)).toEqual(new Set(["BNB"]));
  await spot.transfer("BNB", 0.5, "spot", "swap");
  await futures.request("feeBurn", "fapiPrivate", "POST", { feeBurn: "true" });
  await futures.createOrder(PERPETUAL, "market", "buy", 0.01);
  const [trade] = (await futures.fetchMyTrades(PERPETUAL)).slice(-1);
  expect(trade?.fee?.currency).toBe("BNB");
  const balance = await futures.fetchBalance();
  expect(balance.BNB?.total).toBeLessThan(0.5);
});
