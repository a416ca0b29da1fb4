import { describe, expect, test } from "vitest";
import { ask, type Desk, json } from "../desk.test-data.ts";
import type { Family } from "../request.ts";
import { busyDesk, limitOrder, must, priceBelow, stopOrder } from "./busy.test-data.ts";
import { differences, exampleOf } from "./shape.test-data.ts";

/** The last column is where the examples and the venue itself part: what both sides are known to leave out. */
type Row = readonly [
  example: string,
  method: string,
  path: string,
  query: string | ((at: Desk) => string),
  known?: readonly string[],
];

const SYMBOL = "symbol=ETHUSDT";

/** What the venue answers, and where it differs from its example. */
function compare(family: Family, at: Desk, [example, method, path, query]: Row, file: string) {
  const reply = ask(at, family, method, path, typeof query === "string" ? query : query(at));
  return {
    refusal: reply.status === 200 ? "" : reply.body,
    found: differences(exampleOf(file, example), json(reply)).toSorted(),
  };
}

const expected = ([, , , , known = []]: Row) => ({ refusal: "", found: [...known].toSorted() });

const missing = (path: string, names: string): readonly string[] =>
  names.split(" ").map((name) => `${path}.${name} is missing`);
/** Shown of an order that trails; such orders wait at the algo service now, and no other has these. */
const TRAILING = "activatePrice priceRate";
/** One object shows both what an order answers and what a refusal does. */
const REFUSED = "code msg";
/** Left the pages in 2026; clients read them all the same. */
const EXECUTED = (path: string) => ["avgPrice", "cumQuote"].map((name) => `${path}.${name} is not documented`);
const ICEBERG = (path: string) => [`${path}.icebergQuantity is null, documented string`];

const FUTURES_READS: readonly Row[] = [
  [
    "accountInformationV2",
    "GET",
    "/fapi/v2/account",
    "",
    [".positions[].isolatedWallet is not documented", ".positions[].notional is not documented"],
  ],
  ["accountInformationV3", "GET", "/fapi/v3/account", "", [".assets[].marginAvailable is not documented"]],
  ["futuresAccountBalanceV2", "GET", "/fapi/v2/balance", ""],
  ["futuresAccountBalanceV3", "GET", "/fapi/v3/balance", ""],
  ["futuresAccountConfiguration", "GET", "/fapi/v1/accountConfig", ""],
  ["getBnbBurnStatus", "GET", "/fapi/v1/feeBurn", ""],
  ["getCurrentMultiAssetsMode", "GET", "/fapi/v1/multiAssetsMargin", ""],
  ["getCurrentPositionMode", "GET", "/fapi/v1/positionSide/dual", ""],
  ["getIncomeHistory", "GET", "/fapi/v1/income", ""],
  ["notionalAndLeverageBrackets", "GET", "/fapi/v1/leverageBracket", ""],
  ["queryUserRateLimit", "GET", "/fapi/v1/rateLimit/order", ""],
  ["symbolConfiguration", "GET", "/fapi/v1/symbolConfig", SYMBOL],
  ["userCommissionRate", "GET", "/fapi/v1/commissionRate", SYMBOL, [".rpiCommissionRate is missing"]],
  ["checkServerTime", "GET", "/fapi/v1/time", ""],
  ["compressedAggregateTradesList", "GET", "/fapi/v1/aggTrades", SYMBOL],
  ["getFundingRateHistory", "GET", "/fapi/v1/fundingRate", SYMBOL],
  ["getFundingRateInfo", "GET", "/fapi/v1/fundingInfo", "", ["[].updateTime is not documented"]],
  ["markPrice", "GET", "/fapi/v1/premiumIndex", SYMBOL],
  ["oldTradesLookup", "GET", "/fapi/v1/historicalTrades", SYMBOL],
  ["openInterest", "GET", "/fapi/v1/openInterest", SYMBOL],
  ["orderBook", "GET", "/fapi/v1/depth", SYMBOL],
  ["recentTradesList", "GET", "/fapi/v1/trades", SYMBOL],
  ["symbolOrderBookTicker", "GET", "/fapi/v1/ticker/bookTicker", SYMBOL, [".lastUpdateId is not documented"]],
  ["symbolPriceTicker", "GET", "/fapi/v1/ticker/price", SYMBOL],
  ["symbolPriceTickerV2", "GET", "/fapi/v2/ticker/price", SYMBOL],
  ["ticker24hrPriceChangeStatistics", "GET", "/fapi/v1/ticker/24hr", SYMBOL],
  ["accountTradeList", "GET", "/fapi/v1/userTrades", SYMBOL],
  [
    "positionInformationV2",
    "GET",
    "/fapi/v2/positionRisk",
    SYMBOL,
    ["[].adlQuantile is not documented", "[].isolated is not documented"],
  ],
  ["positionInformationV3", "GET", "/fapi/v3/positionRisk", SYMBOL],
];

const FUTURES_ORDERS: readonly Row[] = [
  ["queryOrder", "GET", "/fapi/v1/order", `${SYMBOL}&origClientOrderId=rests`, missing("", TRAILING)],
  ["queryCurrentOpenOrder", "GET", "/fapi/v1/openOrder", `${SYMBOL}&origClientOrderId=rests`, missing("", TRAILING)],
  ["currentAllOpenOrders", "GET", "/fapi/v1/openOrders", SYMBOL, missing("[]", TRAILING)],
  ["allOrders", "GET", "/fapi/v1/allOrders", SYMBOL, missing("[]", TRAILING)],
  ["getOrderModifyHistory", "GET", "/fapi/v1/orderAmendment", SYMBOL, missing("[]", "amendment.modifyId")],
  ["currentAllAlgoOpenOrders", "GET", "/fapi/v1/openAlgoOrders", SYMBOL, ICEBERG("[]")],
  ["queryAlgoOrder", "GET", "/fapi/v1/algoOrder", "clientAlgoId=waits", ICEBERG("")],
  ["queryAllAlgoOrders", "GET", "/fapi/v1/allAlgoOrders", SYMBOL, ICEBERG("[]")],
  ["newAlgoOrder", "POST", "/fapi/v1/algoOrder", (at) => stopOrder(at, "new"), ICEBERG("")],
  ["cancelAlgoOrder", "DELETE", "/fapi/v1/algoOrder", "clientAlgoId=waits"],
  ["cancelAllAlgoOpenOrders", "DELETE", "/fapi/v1/algoOpenOrders", SYMBOL],
  ["newOrder", "POST", "/fapi/v1/order", (at) => limitOrder(at, "futures", "one"), EXECUTED("")],
  [
    "modifyOrder",
    "PUT",
    "/fapi/v1/order",
    (at) => `${SYMBOL}&origClientOrderId=one&side=BUY&quantity=3&price=${priceBelow(at, "futures", 4)}`,
    [...EXECUTED(""), ...missing("", "modifyId")],
  ],
  [
    "cancelOrder",
    "DELETE",
    "/fapi/v1/order",
    `${SYMBOL}&origClientOrderId=one`,
    [...EXECUTED(""), ...missing("", TRAILING)],
  ],
  [
    "placeMultipleOrders",
    "POST",
    "/fapi/v1/batchOrders",
    (at) => `batchOrders=${batchOf(at)}`,
    [...EXECUTED("[]"), ...missing("[]", REFUSED)],
  ],
  [
    "modifyMultipleOrders",
    "PUT",
    "/fapi/v1/batchOrders",
    (at) => `batchOrders=${changesOf(at)}`,
    [...EXECUTED("[]"), ...missing("[]", `modifyId ${REFUSED}`)],
  ],
  [
    "cancelMultipleOrders",
    "DELETE",
    "/fapi/v1/batchOrders",
    `${SYMBOL}&origClientOrderIdList=["two"]`,
    [...EXECUTED("[]"), ...missing("[]", `${TRAILING} ${REFUSED}`)],
  ],
  ["cancelAllOpenOrders", "DELETE", "/fapi/v1/allOpenOrders", SYMBOL],
  ["autoCancelAllOpenOrders", "POST", "/fapi/v1/countdownCancelAll", `${SYMBOL}&countdownTime=0`],
  ["changeInitialLeverage", "POST", "/fapi/v1/leverage", `${SYMBOL}&leverage=9`],
  ["startUserDataStream", "POST", "/fapi/v1/listenKey", ""],
  ["keepaliveUserDataStream", "PUT", "/fapi/v1/listenKey", ""],
  ["changeMarginType", "POST", "/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED"],
  ["changePositionMode", "POST", "/fapi/v1/positionSide/dual", closedDesk],
];

const fieldsOf = (query: string): Record<string, string> => Object.fromEntries(new URLSearchParams(query));
const batchOf = (at: Desk): string => JSON.stringify([fieldsOf(limitOrder(at, "futures", "two"))]);

function changesOf(at: Desk): string {
  const price = priceBelow(at, "futures", 4);
  return JSON.stringify([{ symbol: "ETHUSDT", origClientOrderId: "two", side: "BUY", quantity: "3", price }]);
}

/** Nothing may be open while the position mode changes. */
function closedDesk(at: Desk): string {
  must(at, "futures", "POST", "/fapi/v1/order", `${SYMBOL}&side=BUY&type=MARKET&quantity=1&reduceOnly=true`);
  return "dualSidePosition=true";
}

const RESTS = `${SYMBOL}&origClientOrderId=rests`;
const BUY = `${SYMBOL}&side=BUY&type=MARKET&quantity=1`;

type SpotRow = readonly [example: string, query: Row[3]];

const SPOT_ROWS: readonly SpotRow[] = [
  ["GET /api/v3/account/commission", SYMBOL],
  ["GET /api/v3/account", ""],
  ["GET /api/v3/rateLimit/order", ""],
  ["GET /api/v3/time", ""],
  ["GET /api/v3/aggTrades", SYMBOL],
  ["GET /api/v3/avgPrice", SYMBOL],
  ["GET /api/v3/depth", SYMBOL],
  ["GET /api/v3/trades", SYMBOL],
  ["GET /api/v3/historicalTrades", SYMBOL],
  ["GET /api/v3/klines", `${SYMBOL}&interval=1m`],
  ["GET /api/v3/uiKlines", `${SYMBOL}&interval=1h`],
  ["GET /api/v3/ticker/24hr", SYMBOL],
  ["GET /api/v3/ticker/bookTicker", SYMBOL],
  ["GET /api/v3/ticker/price", SYMBOL],
  ["GET /api/v3/myTrades", SYMBOL],
  ["GET /api/v3/order", RESTS],
  ["GET /api/v3/openOrders", SYMBOL],
  ["GET /api/v3/allOrders", SYMBOL],
  ["GET /api/v3/order/amendments", (at) => `${SYMBOL}&orderId=${restingId(at)}`],
  ["POST /api/v3/order ACK", `${BUY}&newOrderRespType=ACK`],
  ["POST /api/v3/order RESULT", `${BUY}&newOrderRespType=RESULT`],
  ["POST /api/v3/order FULL", `${BUY}&newOrderRespType=FULL`],
  ["PUT /api/v3/order/amend/keepPriority", `${RESTS}&newQty=0.4`],
  ["POST /api/v3/order/cancelReplace", (at) => replacing(at)],
  ["DELETE /api/v3/order", `${SYMBOL}&origClientOrderId=new`],
  ["DELETE /api/v3/openOrders", reopened],
];

/** The examples of spot are named by their routes. */
const SPOT: readonly Row[] = SPOT_ROWS.map(([example, query]): Row => {
  const [method = "", path = ""] = example.split(" ");
  return [example, method, path, query];
});

const replacing = (at: Desk): string =>
  `${limitOrder(at, "spot", "new")}&cancelReplaceMode=STOP_ON_FAILURE&cancelOrigClientOrderId=rests`;

const restingId = (at: Desk): string =>
  String(must(at, "spot", "GET", "/api/v3/order", `${SYMBOL}&origClientOrderId=rests`)["orderId"]);

function reopened(at: Desk): string {
  must(at, "spot", "POST", "/api/v3/order", limitOrder(at, "spot", "last"));
  return SYMBOL;
}

describe("futures by REST", () => {
  const at = busyDesk();
  test.each(FUTURES_READS.map((row) => ({ name: row[0], row })))("$name", ({ row }) =>
    expect(compare("futures", at, row, "futures-rest")).toEqual(expected(row)),
  );
  // In their order: each goes on with what the one before left.
  test.each(FUTURES_ORDERS.map((row) => ({ name: row[0], row })))("$name", ({ row }) =>
    expect(compare("futures", at, row, "futures-rest")).toEqual(expected(row)),
  );
});

describe("spot by REST", () => {
  const at = busyDesk();
  test.each(SPOT.map((row) => ({ name: row[0], row })))("$name", ({ row }) =>
    expect(compare("spot", at, row, "spot-rest")).toEqual(expected(row)),
  );
});
