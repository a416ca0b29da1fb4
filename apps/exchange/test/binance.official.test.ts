import {
  DerivativesTradingUsdsFutures,
  DerivativesTradingUsdsFuturesRestAPI as FuturesRest,
  DerivativesTradingUsdsFuturesWebsocketAPI as FuturesSocket,
  DerivativesTradingUsdsFuturesWebsocketStreams as FuturesStreams,
} from "@binance/derivatives-trading-usds-futures";
import { Spot, SpotRestAPI as SpotRest, SpotWebsocketAPI as SpotSocket } from "@binance/spot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningExchange, startExchange } from "../src/index.ts";
import { type Client, createClient } from "./client.ts";
import { LocalAgent } from "./redirect.ts";

interface Stream<T> {
  on(event: "message", told: (frame: T) => void): void;
}

const frameOf = <T>(stream: Stream<T>, matches: (frame: T) => boolean = () => true): Promise<T> =>
  new Promise((resolve) => stream.on("message", (frame) => matches(frame) && resolve(frame)));

const BUY = { symbol: "ETHUSDT", side: FuturesRest.NewOrderSideEnum.BUY };
const MARKET = { ...BUY, type: FuturesRest.NewOrderTypeEnum.MARKET };

describe.each([1, 60])("Binance's own clients at speed %d", (speed) => {
  let exchange: RunningExchange;
  let control: Client;
  let futures: DerivativesTradingUsdsFutures;
  let spot: Spot;

  beforeAll(async () => {
    exchange = await startExchange({ port: 0, symbols: 6, speed, seed: 6 });
    const { key: apiKey = "", secret: apiSecret = "" } = exchange.accounts[0] ?? {};
    control = createClient(exchange.port, { key: apiKey, secret: apiSecret });
    const agent = new LocalAgent(exchange.port);
    const settings = {
      configurationRestAPI: { apiKey, apiSecret, httpsAgent: agent },
      configurationWebsocketAPI: { apiKey, apiSecret, agent },
      configurationWebsocketStreams: { agent, compression: false },
    };
    futures = new DerivativesTradingUsdsFutures(settings);
    spot = new Spot(settings);
  });

  afterAll(() => exchange.close());

  test("read both markets by REST", async () => {
    const info = await (await futures.restAPI.exchangeInformation()).data();
    expect(info.symbols).toHaveLength(6);
    const cash = await (await spot.restAPI.exchangeInfo()).data();
    expect(cash.symbols).toHaveLength(6);
    const candles = await (
      await spot.restAPI.klines({ symbol: "ETHUSDT", interval: SpotRest.KlinesIntervalEnum.INTERVAL_1h, limit: 3 })
    ).data();
    expect(candles).toHaveLength(3);
    const tier = await (await futures.restAPI.notionalAndLeverageBrackets({ symbol: "ETHUSDT" })).data();
    expect(JSON.stringify(tier)).toContain("initialLeverage");
    const depth = await futures.restAPI.orderBook({ symbol: "ETHUSDT", limit: 5 });
    expect(depth.rateLimits?.length).toBeGreaterThan(0);
    expect((await depth.data()).bids).toHaveLength(5);
  });

  test("set leverage, place, amend, cancel and hold a position", async () => {
    const { restAPI } = futures;
    expect((await (await restAPI.changeInitialLeverage({ symbol: "ETHUSDT", leverage: 7 })).data()).leverage).toBe(7);
    const ticker = await (await restAPI.symbolOrderBookTicker({ symbol: "ETHUSDT" })).data();
    const bid = Number((ticker as { bidPrice?: string }).bidPrice);
    const price = Math.round(bid * 0.96 * 10) / 10;
    const placed = await (
      await restAPI.newOrder({
        ...BUY,
        type: FuturesRest.NewOrderTypeEnum.LIMIT,
        timeInForce: FuturesRest.NewOrderTimeInForceEnum.GTC,
        quantity: 1,
        price,
      })
    ).data();
    const orderId = Number(placed.orderId);
    const lower = Math.round(bid * 0.95 * 10) / 10;
    const amended = await (
      await restAPI.modifyOrder({
        symbol: "ETHUSDT",
        side: FuturesRest.ModifyOrderSideEnum.BUY,
        quantity: 2,
        price: lower,
        orderId,
      })
    ).data();
    expect([Number(amended.price), amended.origQty]).toEqual([lower, "2.000"]);
    expect((await (await restAPI.cancelOrder({ symbol: "ETHUSDT", orderId })).data()).status).toBe("CANCELED");
    await restAPI.newOrder({ ...MARKET, side: FuturesRest.NewOrderSideEnum.SELL, quantity: 1 });
    const [position] = await (await restAPI.positionInformationV3({ symbol: "ETHUSDT" })).data();
    expect(position?.positionAmt).toBe("-1.000");
    await control.control("POST", "advance", { ms: 9 * 3_600_000 });
    const income = await (
      await restAPI.getIncomeHistory({
        symbol: "ETHUSDT",
        incomeType: FuturesRest.GetIncomeHistoryIncomeTypeEnum.FUNDING_FEE,
      })
    ).data();
    expect(income.length).toBeGreaterThan(0);
    const balances = await (await restAPI.futuresAccountBalanceV3()).data();
    expect(balances[0]?.asset).toBe("USDT");
    await expect(restAPI.newOrder({ ...MARKET, quantity: 0.0001 })).rejects.toThrow(/recision/);
  });

  test("wait for a price at the algo service, place several at once, buy spot by quote", async () => {
    const stop = {
      symbol: "ETHUSDT",
      side: FuturesRest.NewAlgoOrderSideEnum.SELL,
      type: FuturesRest.NewAlgoOrderTypeEnum.TRAILING_STOP_MARKET,
      algoType: FuturesRest.NewAlgoOrderAlgoTypeEnum.CONDITIONAL,
    };
    const waiting = await (await futures.restAPI.newAlgoOrder({ ...stop, quantity: 1, callbackRate: 1 })).data();
    const open = await (await futures.restAPI.currentAllAlgoOpenOrders({ symbol: "ETHUSDT" })).data();
    expect(JSON.stringify(open)).toContain(String((waiting as { algoId?: number }).algoId));
    await futures.restAPI.cancelAllAlgoOpenOrders({ symbol: "ETHUSDT" });
    const order = { symbol: "ETHUSDT", side: "BUY", type: "MARKET", quantity: "0.5" } as const;
    const placed = await (await futures.restAPI.placeMultipleOrders({ batchOrders: [order, order] as never })).data();
    expect(placed.map(({ status }) => status)).toEqual(["NEW", "NEW"]);
    const bought = await (
      await spot.restAPI.newOrder({
        symbol: "ETHUSDT",
        side: SpotRest.NewOrderSideEnum.BUY,
        type: SpotRest.NewOrderTypeEnum.MARKET,
        quoteOrderQty: 500,
      })
    ).data();
    expect(bought.status).toBe("FILLED");
    const account = await (await spot.restAPI.getAccount()).data();
    expect(account.balances?.some(({ asset, free }) => asset === "ETH" && Number(free) > 0)).toBe(true);
  });

  test("listen to the streams of every door", async () => {
    const perpetual = await futures.websocketStreams.connect();
    const ticker = frameOf(perpetual.individualSymbolBookTickerStreams({ symbol: "ethusdt" }));
    const mark = frameOf(
      perpetual.markPriceStream({
        symbol: "ethusdt",
        updateSpeed: FuturesStreams.MarkPriceStreamUpdateSpeedEnum.UPDATE_SPEED_1s,
      }),
    );
    const candle = frameOf(
      perpetual.klineCandlestickStreams({
        symbol: "ethusdt",
        interval: FuturesStreams.KlineCandlestickStreamsIntervalEnum.INTERVAL_1m,
      }),
    );
    const { listenKey = "" } = await (await futures.restAPI.startUserDataStream()).data();
    const user = perpetual.userData(listenKey);
    const filled = frameOf(user, (frame) => JSON.stringify(frame).includes('"X":"FILLED"'));
    expect(Number((await ticker).b)).toBeGreaterThan(0);
    expect((await mark).s).toBe("ETHUSDT");
    expect((await candle).k?.i).toBe("1m");
    await futures.restAPI.newOrder({ ...MARKET, quantity: 1 });
    expect(JSON.stringify(await filled)).toContain("ORDER_TRADE_UPDATE");
    const ended = frameOf(user, (frame) => JSON.stringify(frame).includes("listenKeyExpired"));
    await control.control("POST", "fault", { name: "listen-key-early" });
    expect(JSON.stringify(await ended)).toContain(listenKey);
    const again = await (await futures.restAPI.startUserDataStream()).data();
    expect(again.listenKey).not.toBe(listenKey);
    await perpetual.disconnect();

    const cash = await spot.websocketStreams.connect();
    const trade = frameOf(cash.aggTrade({ symbol: "ethusdt" }));
    expect((await trade).e).toBe("aggTrade");
    await cash.disconnect();
  });

  test("trade and listen over the WebSocket APIs", async () => {
    const cash = await spot.websocketAPI.connect();
    const subscribed = await cash.userDataStreamSubscribeSignature();
    const heard = frameOf(subscribed.stream as Stream<object>, (frame) =>
      JSON.stringify(frame).includes("executionReport"),
    );
    const bought = await cash.orderPlace({
      symbol: "ETHUSDT",
      side: SpotSocket.OrderPlaceSideEnum.BUY,
      type: SpotSocket.OrderPlaceTypeEnum.MARKET,
      quantity: 0.5,
    });
    expect(bought.data.status).toBe("FILLED");
    expect(JSON.stringify(await heard)).toContain("executionReport");
    expect((await cash.accountStatus()).data.balances?.length).toBeGreaterThan(0);
    await cash.disconnect();
    const perpetual = await futures.websocketAPI.connect();
    const placed = await perpetual.newOrder({
      symbol: "ETHUSDT",
      side: FuturesSocket.NewOrderSideEnum.BUY,
      type: FuturesSocket.NewOrderTypeEnum.MARKET,
      quantity: 0.5,
    });
    expect(placed.data.symbol).toBe("ETHUSDT");
    expect(placed.rateLimits?.length).toBe(3);
    expect((await perpetual.positionInformationV2({ symbol: "ETHUSDT" })).data).toHaveLength(1);
    await perpetual.disconnect();
  });
});
