import type { Documented } from "./documented.test-data.ts";

const MARKET = {
  baseCurrencyName: "BTC",
  crossMargin: { maxLeverage: 3, supportCrossMargin: true },
  displayName: "BTC/USDT",
  quoteCurrencyName: "USDT",
  state: "NORMAL",
  symbol: "BTC_USDT",
  symbolTradeLimit: {
    amountScale: 2,
    highestBid: "0",
    lowestAsk: "0",
    maxAmount: "2000000",
    maxQuantity: "20",
    minAmount: "1",
    minQuantity: "0.000001",
    priceScale: 2,
    quantityScale: 6,
    symbol: "BTC_USDT",
  },
  tradableStartTime: 1_659_018_819_512,
  visibleStartTime: 1_659_018_819_512,
};

const TICKER = {
  amount: "72573705.68779424",
  ask: "58050.37",
  askQuantity: "0.285757",
  bid: "58018.4",
  bidQuantity: "0.026527",
  close: "58017.58",
  closeTime: 1_720_116_658_453,
  dailyChange: "-0.0392",
  displayName: "BTC/USDT",
  high: "60491.7",
  low: "56777.77",
  markPrice: "58051.16",
  open: "60381.99",
  quantity: "1236.582993",
  startTime: 1_720_030_200_000,
  symbol: "BTC_USDT",
  tradeCount: 62_498,
  ts: 1_720_116_658_703,
};

const PRICE = {
  dailyChange: "0.4566",
  price: "0.02501",
  symbol: "BTC_USDT",
  time: 1_720_108_122_072,
  ts: 1_720_108_122_089,
};

export const SPOT_MARKET: readonly Documented[] = [
  { ask: "GET /timestamp", source: "captured", example: { serverTime: 1_720_099_170_739 } },
  { ask: "GET /markets", source: "captured", example: [MARKET] },
  { ask: "GET /markets/ETH_USDT", source: "captured", example: [MARKET] },
  {
    ask: "GET /v2/currencies",
    source: "spot/api/public/reference-data#currencyv2-information",
    example: [
      {
        id: 668,
        coin: "ADA",
        delisted: false,
        tradeEnable: true,
        name: "Cardano",
        networkList: [],
        supportCollateral: false,
        supportBorrow: false,
      },
    ],
  },
  { ask: "GET /markets/price", source: "captured", example: [PRICE] },
  { ask: "GET /markets/ETH_USDT/price", source: "captured", example: PRICE },
  {
    ask: "GET /markets/ETH_USDT/orderBook?limit=5",
    source: "captured",
    example: {
      asks: ["57612.42", "0.001981"],
      bids: ["56876.82", "0.04799"],
      scale: "0.01",
      time: 1_720_103_007_642,
      ts: 1_720_103_007_712,
    },
  },
  {
    ask: "GET /markets/ETH_USDT/candles?interval=HOUR_1",
    source: "spot/api/public/market-data#candles",
    example: [
      [
        "22814.01",
        "22937.42",
        "22832.57",
        "22937.42",
        "3916.58764051",
        "0.171199",
        "2982.64647063",
        "0.130295",
        33,
        0,
        "22877.449915304470460711",
        "MINUTE_5",
        1_659_664_800_000,
        1_659_665_099_999,
      ],
    ],
  },
  {
    ask: "GET /markets/ETH_USDT/trades",
    source: "captured",
    example: [
      {
        amount: "4.3263322",
        createTime: 1_720_071_844_418,
        id: "7830",
        price: "0.0092",
        quantity: "470.2535",
        takerSide: "SELL",
        ts: 1_720_071_844_431,
      },
    ],
  },
  { ask: "GET /markets/ticker24h", source: "captured", example: [TICKER] },
  { ask: "GET /markets/ETH_USDT/ticker24h", source: "captured", example: TICKER },
  {
    ask: "GET /markets/ETH_USDT/markPriceComponents",
    source: "captured",
    example: {
      components: [
        { convertPrice: "58035.99", exchange: "BINANCE", symbol: "BTC_USDT", symbolPrice: "58035.99", weight: "0.52" },
      ],
      markPrice: "58031.85",
      symbol: "BTC_USDT",
      ts: 1_720_110_330_525,
    },
  },
];

const ORDER = {
  id: "24993088082542592",
  clientOrderId: "",
  symbol: "ELON_USDC",
  state: "NEW",
  accountType: "SPOT",
  side: "SELL",
  type: "MARKET",
  timeInForce: "GTC",
  quantity: "1.00",
  price: "0.00",
  avgPrice: "0.00",
  amount: "0.00",
  filledQuantity: "0.00",
  filledAmount: "0.00",
  createTime: 1_646_925_216_548,
  updateTime: 1_646_925_216_548,
  orderSource: "API",
  loan: false,
};

const TRADE = {
  id: "32164924331503616",
  symbol: "LINK_USDT",
  accountType: "SPOT",
  orderId: "32164923987566592",
  side: "SELL",
  type: "MARKET",
  matchRole: "TAKER",
  createTime: 1_648_635_115_525,
  price: "11",
  quantity: "0.5",
  amount: "5.5",
  feeCurrency: "USDT",
  feeAmount: "0.007975",
  pageId: "32164924331503616",
  clientOrderId: "myOwnId-321",
};

export const SPOT_TRADE: readonly Documented[] = [
  {
    ask: "GET /accounts",
    source: "captured",
    example: [{ accountId: "329455537441832960", accountState: "NORMAL", accountType: "SPOT" }],
  },
  {
    ask: "GET /accounts/balances?accountType=SPOT",
    source: "spot/api/private/account#all-account-balances",
    example: [
      {
        accountId: "7",
        accountType: "SPOT",
        balances: [{ currencyId: "214", currency: "USDT", available: "2.00", hold: "0.00" }],
      },
    ],
  },
  {
    ask: "GET /accounts/transfer",
    source: "spot/api/private/account#accounts-transfer-records",
    example: [
      {
        id: "23365",
        fromAccount: "SPOT",
        toAccount: "FUTURES",
        currency: "BTC",
        amount: "0.01",
        state: "SUCCESS",
        createTime: 1_656_000_618_690,
      },
    ],
  },
  {
    ask: "POST /accounts/transfer",
    send: { currency: "USDT", amount: "5", fromAccount: "SPOT", toAccount: "FUTURES" },
    source: "spot/api/private/account#accounts-transfer",
    example: { transferId: "168041074" },
  },
  {
    ask: "GET /feeinfo",
    source: "spot/api/private/account#fee-info",
    example: {
      trxDiscount: false,
      makerRate: "0.00145",
      takerRate: "0.00155",
      volume30D: "0.00",
      specialFeeRates: [],
    },
  },
  {
    ask: "POST /orders",
    send: { symbol: "ETH_USDT", side: "BUY", type: "MARKET", amount: "100", clientOrderId: "1234Abc" },
    source: "spot/api/private/order#create-order",
    example: { id: "29772698821328896", clientOrderId: "1234Abc" },
  },
  {
    ask: "POST /orders/batch",
    send: [{ symbol: "ETH_USDT", side: "SELL", type: "LIMIT", quantity: "0.1", price: "7000" }],
    source: "spot/api/private/order#create-multiple-orders",
    example: [{ id: "2977269882132774", clientOrderId: "" }],
  },
  { ask: "GET /orders", source: "spot/api/private/order#open-orders", example: [ORDER] },
  { ask: "GET /orders/cid:resting", source: "captured", example: { ...ORDER, cancelReason: 0 } },
  { ask: "GET /orders/history", source: "spot/api/private/order#orders-history", example: [ORDER] },
  { ask: "GET /trades", source: "spot/api/private/trade#trade-history", example: [TRADE] },
  {
    ask: "DELETE /orders/cid:gone",
    source: "spot/api/private/order#cancel-order-by-id",
    example: {
      orderId: "210832697138888704",
      clientOrderId: "",
      state: "PENDING_CANCEL",
      code: 200,
      message: "",
    },
  },
  {
    ask: "DELETE /orders",
    send: { symbols: ["ETH_USDT"] },
    source: "spot/api/private/order#cancel-all-orders",
    example: [{ orderId: "78923648051920896", clientOrderId: "", state: "PENDING_CANCEL", code: 200, message: "" }],
  },
  {
    ask: "GET /orders/1234",
    source: "captured",
    example: { code: 21_301, message: "Order not exists" },
  },
];
