import { instrumentIndex } from "@evenkeel/core/ids";
import { assertSound, fuzz, mutate, type Random, render, seedOf, sweepTexts } from "@evenkeel/testkit/fuzz";
import { describe, expect, test } from "vitest";
import { decode, parseExact } from "../../common/decode/json.ts";
import { indexMarkets } from "../../common/market/market.ts";
import * as keys from "../keys/key-permissions.ts";
import { documentedAnswer, documentedFrame, withRows } from "../payloads/read.ts";
import { TEST_MARKETS } from "../testing.ts";
import * as account from "./account.ts";
import { pageOf } from "./answer.ts";
import * as candles from "./candles.ts";
import { type CatalogueInput, parseCatalogue } from "./catalogue.ts";
import { parseDepth } from "./depth.ts";
import * as executions from "./executions.ts";
import { parseNews } from "./news.ts";
import * as orders from "./orders.ts";
import * as terms from "./terms.ts";
import * as transactions from "./transactions.ts";

/**
 * Every documented answer with one thing wrong in it, read by its parser: a typed value with sound numbers, or
 * `Malformed`. Never another throw, never NaN, never a member of some prototype.
 */
const SEED = 1;
const CASES = 150;
const MARKETS = indexMarkets(TEST_MARKETS);
const [PERPETUAL] = TEST_MARKETS;
if (PERPETUAL === undefined) throw new Error("no market");
const ID = "ekabcd1234-1-u0" as Parameters<typeof orders.parseTaken>[1];
const named = { symbol: "BTCUSDT", orderLinkId: ID };

function catalogueInput(changes: Partial<CatalogueInput>): CatalogueInput {
  let count = 0;
  return {
    spot: [],
    linear: [],
    brackets: new Map(),
    fees: { spot: new Map(), linear: new Map() },
    spotPrices: new Map(),
    futuresPrices: new Map(),
    agreed: new Set(["BTCUSDT"]),
    directory: { indexOf: () => instrumentIndex(count++) },
    ...changes,
  };
}

const taken = { retCode: 0, result: { orderId: "1", orderLinkId: ID } };
const frame = (name: string, changes: object): unknown => {
  const told = documentedFrame(name) as { readonly data: readonly object[] };
  return { ...told, data: [{ ...told.data[0], category: "linear", ...named, ...changes }] };
};

const TOUCH = { retCode: 0, result: { list: [{ symbol: "USDCUSDT", bid1Price: "0.9999", ask1Price: "1.0001" }] } };

type Reader = readonly [name: string, sample: unknown, read: (given: unknown) => unknown];
const INSTRUMENTS = "GET /v5/market/instruments-info";
const READERS: readonly Reader[] = [
  ["parseWallet", documentedAnswer("GET /v5/account/wallet-balance"), account.parseWallet],
  ["parseAccountInfo", documentedAnswer("GET /v5/account/info"), account.parseAccountInfo],
  [
    "parsePositions",
    withRows("GET /v5/position/list", [named]),
    (given) => account.parsePositions(given, MARKETS, true),
  ],
  ["parseLeverage", withRows("GET /v5/position/list", [named]), account.parseLeverage],
  ["parseTaken", taken, (given) => orders.parseTaken(given, ID)],
  ["parseOrder", withRows("GET /v5/order/realtime", [named]), (given) => orders.parseOrder(given, PERPETUAL, ID)],
  [
    "parseOpenOrders",
    withRows("GET /v5/order/realtime", [named]),
    (given) => orders.parseOpenOrders(given, MARKETS.perpetual),
  ],
  [
    "parseExecutions",
    withRows("GET /v5/execution/list", [named]),
    (given) => executions.parseExecutions(given, MARKETS, "linear"),
  ],
  [
    "parseTransactions",
    withRows("GET /v5/account/transaction-log", [named]),
    (given) => transactions.parseTransactions(given, MARKETS),
  ],
  ["parseNews", frame("execution", {}), (given) => parseNews(given, MARKETS)],
  ["parseNews", frame("order", { cumExecQty: "1" }), (given) => parseNews(given, MARKETS)],
  ["parseServerTime", documentedAnswer("GET /v5/market/time"), terms.parseServerTime],
  ["parseFundingRates", documentedAnswer("GET /v5/market/funding/history"), terms.parseFundingRates],
  ["parseTickers", documentedAnswer("GET /v5/market/tickers"), terms.parseTickers],
  ["parseRiskLimits", documentedAnswer("GET /v5/market/risk-limit"), terms.parseRiskLimits],
  ["parseFeeRates", documentedAnswer("GET /v5/account/fee-rate"), terms.parseFeeRates],
  [
    "parseDepth",
    { result: { s: "BTCUSDT", b: [["65485.47", "47.08"]], a: [["65557.7", "16.6"]], ts: 1 } },
    (given) => parseDepth(given, PERPETUAL),
  ],
  ["parseVolumes", documentedAnswer("GET /v5/market/kline"), (given) => candles.parseVolumes(given, 2e12)],
  ["parseTouch", TOUCH, (given) => terms.parseTouch(given, "USDCUSDT")],
  ["parseCandles", documentedAnswer("GET /v5/market/kline"), (given) => candles.parseCandles(given, 1, 2e12)],
  ["parseKeyInfo", documentedAnswer("GET /v5/user/query-api"), keys.parseKeyInfo],
  [
    "parseCatalogue",
    documentedAnswer(INSTRUMENTS),
    (given) => parseCatalogue(catalogueInput({ linear: pageOf(given).rows })).markets,
  ],
  [
    "parseCatalogue",
    documentedAnswer(`${INSTRUMENTS} spot`),
    (given) =>
      parseCatalogue(catalogueInput({ spot: pageOf(given).rows, linear: pageOf(documentedAnswer(INSTRUMENTS)).rows }))
        .markets,
  ],
];

/** What a client does: text to value, then the parser, inside the one place that turns a wrong into a value. */
function readText(text: string, read: Reader[2]): unknown {
  const outcome = decode(() => read(parseExact(text)));
  return outcome.ok ? outcome.value : null;
}

describe("a wrong answer is a typed failure or a sound value", () => {
  test.each(READERS)("%s", async (name, sample, read) => {
    expect(readText(render(sample), read), "the honest answer").not.toBeNull();
    const swept = sweepTexts(sample);
    const make = (random: Random, index: number): string =>
      render(index < swept.length ? swept[index] : mutate(sample, random, true));
    await fuzz({
      name,
      seed: seedOf(name, SEED),
      cases: swept.length + CASES,
      make,
      check: (text) => assertSound(readText(text, read)),
    });
  });

  test("no parser is left out", () => {
    const rooms = [
      account,
      candles,
      keys,
      executions,
      orders,
      terms,
      transactions,
      { parseCatalogue, parseDepth, parseNews },
    ];
    const all = rooms.flatMap((room) => Object.keys(room).filter((name) => name.startsWith("parse")));
    expect(all.filter((name) => !READERS.some(([read]) => read === name))).toEqual([]);
  });
});
