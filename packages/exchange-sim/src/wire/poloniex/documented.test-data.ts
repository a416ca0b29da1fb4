/** An answer as the venue documents it or as it was seen on the real wire: the keys and the types of JSON are what counts. */
export interface Documented {
  readonly ask: string;
  /** A signed request's JSON, where there is one. */
  readonly send?: unknown;
  /** Page of api-docs.poloniex.com, or "captured" for answers of the real venue of December 2024 to September 2026. */
  readonly source: string;
  readonly example: unknown;
  /** Keys that are there only sometimes. */
  readonly optional?: readonly string[];
}

export const ok = (data: unknown) => ({ code: 200, msg: "Success", data });
export const PERP = "ETH_USDT_PERP";

const CONTRACT = {
  alias: "",
  bAsset: ".PBNBUSDT",
  bCcy: "BNB",
  ctType: "LINEAR",
  ctVal: "0.1",
  iM: "0.02",
  lever: "10",
  limitMaxQty: "1000000",
  lotSz: 1,
  mM: "0.0115",
  mR: "2000",
  marketMaxQty: "2800",
  maxLever: "50",
  maxPx: "1000000",
  maxQty: "1000000",
  minPx: "0.001",
  minQty: "1",
  minSz: 1,
  oDate: "1620287590000",
  ordPxRange: "0.05",
  pxScale: "0.001,0.01,0.1,1,10",
  qCcy: "USDT",
  sCcy: "USDT",
  status: "OPEN",
  symbol: "BNB_USDT_PERP",
  tSz: "0.001",
  tradableStartTime: "1620390600000",
  visibleStartTime: "1620390600000",
};

const TICKER = {
  s: "XRP_USDT_PERP",
  o: "2.0503",
  l: "2.0066",
  h: "2.216",
  c: "2.1798",
  qty: "21090",
  amt: "451339.65",
  tC: 3_267,
  sT: 1_740_736_380_000,
  cT: 1_740_822_777_559,
  dN: "XRP/USDT/PERP",
  dC: "0.0632",
  bPx: "2.175",
  bSz: "3",
  aPx: "2.1831",
  aSz: "111",
  mPx: "2.1798",
  iPx: "2.1834",
};

export const FUTURES_MARKET: readonly Documented[] = [
  { ask: "GET /v3/market/allInstruments", source: "captured", example: ok([CONTRACT]) },
  { ask: `GET /v3/market/instruments?symbol=${PERP}`, source: "captured", example: ok(CONTRACT) },
  { ask: "GET /v3/market/tickers", source: "captured", example: ok([TICKER]) },
  {
    ask: `GET /v3/market/orderBook?symbol=${PERP}&limit=5`,
    source: "v3/futures/api/market/get-order-book",
    example: ok({ asks: [["58700", "9934"]], bids: [["58600", "9952"]], s: "100", ts: 1_719_974_138_333 }),
  },
  {
    ask: `GET /v3/market/trades?symbol=${PERP}`,
    source: "captured",
    example: ok([
      { amt: "103.86838", cT: 1_734_354_688_285, id: 105_091_009, px: "103868.38", qty: "1", side: "sell" },
    ]),
  },
  {
    ask: `GET /v3/market/candles?symbol=${PERP}&interval=HOUR_1`,
    source: "captured",
    example: ok([
      ["84207.02", "84320.85", "84207.02", "84253.83", "3707.5395", "44", "14", "1740770040000", "1740770099999"],
    ]),
  },
  {
    ask: `GET /v3/market/markPriceCandlesticks?symbol=${PERP}&interval=MINUTE_1`,
    source: "v3/futures/api/market/get-mark-price-kline-data",
    example: ok([["57800.17", "57815.95", "57809.65", "57800.17", "1725264900000", "1725264959999"]]),
  },
  {
    ask: "GET /v3/market/markPrice",
    source: "captured",
    example: ok([{ mPx: "105817.02", s: "BTC_USDT_PERP" }]),
  },
  {
    ask: `GET /v3/market/indexPrice?symbol=${PERP}`,
    source: "captured",
    example: ok({ iPx: "104413.36", s: "BTC_USDT_PERP" }),
  },
  {
    ask: `GET /v3/market/indexPriceComponents?symbol=${PERP}`,
    source: "captured",
    example: ok([
      {
        cs: [{ cPx: "79490.8260397968", e: "Binance", sPx: "106578.52", w: "0.74584284" }],
        px: "106579.2000000000",
        s: "BTC_USDT_PERP",
      },
    ]),
  },
  {
    ask: `GET /v3/market/fundingRate?symbol=${PERP}`,
    source: "captured; v3/futures/api/market/get-current-funding-rate prints numbers",
    example: ok({ fR: "0.0001", fT: "1734552000000", nFR: "0.0001", nFT: "1734580800000", s: "BTC_USDT_PERP" }),
  },
  {
    ask: `GET /v3/market/fundingRate/history?symbol=${PERP}`,
    source: "v3/futures/api/market/get-the-historical-funding-rates",
    example: ok([{ fR: "0.000004", fT: "1719964800000", s: "BTC_USDT_PERP" }]),
  },
  {
    ask: `GET /v3/market/riskLimit?symbol=${PERP}`,
    source: "captured",
    example: ok([
      {
        mMRatio: "0.027",
        maxLever: "20",
        maxSize: "1000",
        mgnMode: "ISOLATED",
        minSize: "1",
        symbol: "APT_USDT_PERP",
        tier: "1",
      },
    ]),
  },
  {
    ask: `GET /v3/market/openInterest?symbol=${PERP}`,
    source: "captured",
    example: ok({ oInterest: "43907.000000000000000000", s: "BTC_USDT_PERP" }),
  },
  {
    ask: `GET /v3/market/limitPrice?symbol=${PERP}`,
    source: "captured",
    example: ok([{ buyLmt: 112_735.37, sellLmt: 101_998.67, symbol: "BTC_USDT_PERP" }]),
  },
  {
    ask: "GET /v3/market/insurance",
    source: "captured",
    example: ok([{ amt: "4004044.982470137850115523", ccy: "USDT", uTime: "1734552540132" }]),
  },
  {
    ask: "GET /v3/market/orderBook?symbol=NOPE",
    source: "captured",
    example: { code: 24_101, msg: "Invalid symbol!", data: "" },
  },
  {
    ask: "GET /v3/market/nope",
    source: "captured",
    example: {
      code: 404,
      message: 'Resources do not exist [404 NOT_FOUND "No static resource v3/market/nope."]',
    },
  },
];
