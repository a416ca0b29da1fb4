import { venueTime } from "@evenkeel/core/units";
import { expect, test } from "vitest";
import { BINANCE } from "../parse/catalogue.ts";
import { readFills } from "./read-fills.ts";
import { futuresReply, ID, NOW, PERPETUAL, stage } from "./stage.test-data.ts";

const TRADE = {
  id: 10,
  orderId: 8_389_765,
  side: "SELL",
  price: "100000.10",
  qty: "0.250",
  quoteQty: "25000.025",
  commission: "0.1",
  commissionAsset: "USDT",
  realizedPnl: "0",
  time: NOW,
  maker: false,
};

test("an order the venue does not show yet is asked for anew at the next read; one that was named is not", async () => {
  let isVisible = false;
  stage.routes["GET /fapi/v1/userTrades"] = () => ({ body: [TRADE] });
  stage.routes["GET /fapi/v1/order"] = () =>
    isVisible ? { body: futuresReply() } : { status: 400, body: { code: -2013, msg: "Order does not exist." } };
  const market = stage.client.markets.byIndex.get(PERPETUAL);
  if (market === undefined) throw new Error("no such market");
  const since = { venue: BINANCE, lastTradeIds: [], incomeSince: venueTime(0), openedAt: venueTime(0) };
  const nameRead = async () => {
    const fills = await readFills(stage.client, market, since, new Map());
    return fills.ok ? fills.value.map(({ clientOrderId }) => clientOrderId) : fills.error;
  };
  expect(await nameRead()).toEqual([null]);
  isVisible = true;
  expect(await nameRead()).toEqual([ID]);
  expect(await nameRead()).toEqual([ID]);
  expect(stage.asked.filter(({ route }) => route === "GET /fapi/v1/order")).toHaveLength(2);
});
