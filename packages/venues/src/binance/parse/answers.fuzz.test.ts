import { readFileSync } from "node:fs";
import { clientOrderId, instrumentIndex, type Nonce, planId } from "@evenkeel/core/ids";
import type { OrderIntent } from "@evenkeel/core/order";
import { assertSound, fuzz, mutate, type Random, render, seedOf, sweepTexts } from "@evenkeel/testkit/fuzz";
import { describe, expect, test } from "vitest";
import { decode, parseExact } from "../../common/decode/json.ts";
import { indexMarkets, type Market } from "../../common/market/market.ts";
import * as keys from "../keys/key-permissions.ts";
import * as account from "./account.ts";
import * as candles from "./candles.ts";
import { type CatalogueInput, DEFAULT_FEES, parseCatalogue } from "./catalogue.ts";
import { parseDepth } from "./depth.ts";
import * as orders from "./orders.ts";
import { parseSpotNews } from "./spot-user.ts";
import * as terms from "./terms.ts";

/**
 * Every answer of the simulated exchange with one thing wrong in it, read by its parser: a typed value with sound
 * numbers, or `Malformed`. Never another throw, never NaN, never a member of some prototype.
 */
const ANSWERS = JSON.parse(
  readFileSync(new URL("../payloads/simulated-answers.json", import.meta.url), "utf8"),
) as Readonly<Record<string, unknown>>;
const SEED = 1;
const CASES = 400;

const MARKETS = indexMarkets(parseCatalogue(catalogueInput()).markets);
const PERPETUAL = firstOf(MARKETS.perpetual);
const SPOT = firstOf(MARKETS.spot);

function answer(route: string): unknown {
  const [, found] = Object.entries(ANSWERS).find(([name]) => name.endsWith(` ${route}`)) ?? [];
  if (found === undefined) throw new Error(`no answer of ${route} is on file`);
  return found;
}

function catalogueInput(changes: Partial<CatalogueInput> = {}): CatalogueInput {
  let count = 0;
  return {
    spotInfo: answer("/api/v3/exchangeInfo"),
    futuresInfo: answer("/fapi/v1/exchangeInfo"),
    brackets: new Map(),
    fees: DEFAULT_FEES,
    spotPrices: new Map(),
    futuresPrices: new Map(),
    agreed: new Set(["BTCUSDT", "ETHUSDT"]),
    directory: { indexOf: () => instrumentIndex(count++) },
    ...changes,
  };
}

function firstOf(markets: ReadonlyMap<string, Market>): Market {
  for (const market of markets.values()) return market;
  throw new Error("the recorded catalogue is empty");
}

const ID = clientOrderId(planId("c0n7rac7" as Nonce, 1), "long", 0);
const INTENT = { clientOrderId: ID, side: "buy", instrument: SPOT.instrument.index } as OrderIntent;
const ordered = (route: string): unknown => ({ ...(answer(route) as object), clientOrderId: ID });

/** As documented for /api/v3/ticker/bookTicker and /fapi/v1/klines. */
const TOUCH = { symbol: "USDCUSDT", bidPrice: "0.9999", bidQty: "431", askPrice: "1.0001", askQty: "9" };
const KLINE = [
  1_499_040_000_000,
  "0.016",
  "0.8",
  "0.015",
  "0.01577",
  "148976.1",
  1_499_044_000_000,
  "2434.19",
  308,
  "1",
  "2",
  "0",
];

type Reader = readonly [name: string, sample: unknown, read: (given: unknown) => unknown];
const READERS: readonly Reader[] = [
  ["parseSpotBalances", answer("/api/v3/account"), account.parseSpotBalances],
  ["parseFuturesBalances", answer("/fapi/v3/account"), account.parseFuturesBalances],
  ["parsePositions", answer("/fapi/v3/positionRisk"), (given) => account.parsePositions(given, MARKETS)],
  ["parseModes", { dualSidePosition: false, multiAssetsMargin: false }, account.parseModes],
  ["parseSpotFeeAsset", { spotBNBBurn: true, interestBNBBurn: false }, account.parseSpotFeeAsset],
  ["parseFuturesFeeAsset", { feeBurn: true }, account.parseFuturesFeeAsset],
  ["parseIncome", answer("/fapi/v1/income"), (given) => account.parseIncome(given, MARKETS)],
  ["parseOrderReport", ordered("/fapi/v1/order"), (given) => orders.parseOrderReport(given, PERPETUAL, ID)],
  ["parseReplyFills", ordered("/api/v3/order"), (given) => orders.parseReplyFills(given, SPOT, INTENT)],
  ["parseTrades", answer("/fapi/v1/userTrades"), (given) => orders.parseTrades(given, PERPETUAL)],
  ["parseTrades", answer("/api/v3/myTrades"), (given) => orders.parseTrades(given, SPOT)],
  [
    "parseOpenOrders",
    [{ symbol: SPOT.symbol, clientOrderId: ID, orderId: 7 }],
    (given) => orders.parseOpenOrders(given, MARKETS.spot),
  ],
  ["parseUserEvent", userEvent(), (given) => orders.parseUserEvent(given, MARKETS)],
  ["parseSpotNews", spotEvent(), (given) => parseSpotNews(given, MARKETS)],
  ["parseFundingInfo", answer("/fapi/v1/fundingInfo"), terms.parseFundingInfo],
  ["parseFundingRates", answer("/fapi/v1/fundingRate"), terms.parseFundingRates],
  ["parsePremiumIndex", answer("/fapi/v1/premiumIndex"), terms.parsePremiumIndex],
  ["parseStatistics", answer("/fapi/v1/ticker/24hr"), terms.parseStatistics],
  ["parseTouch", TOUCH, (given) => terms.parseTouch(given, TOUCH.symbol)],
  ["parseCandles", [KLINE], (given) => candles.parseCandles(given, 1, 2e12)],
  ["parseVolumes", [KLINE], (given) => candles.parseVolumes(given, 2e12)],
  ["parseOpenInterest", answer("/fapi/v1/openInterest"), terms.parseOpenInterest],
  ["parseServerTime", answer("/fapi/v1/time"), terms.parseServerTime],
  ["parseBrackets", answer("/fapi/v1/leverageBracket"), terms.parseBrackets],
  ["parseFuturesCommission", answer("/fapi/v1/commissionRate"), terms.parseFuturesCommission],
  ["parseSpotCommission", answer("/api/v3/account/commission"), terms.parseSpotCommission],
  ["parseWeightLimit", answer("/fapi/v1/exchangeInfo"), terms.parseWeightLimit],
  ["parseOrderLimit", answer("/api/v3/exchangeInfo"), terms.parseOrderLimit],
  ["parseDepth", answer("/fapi/v1/depth"), (given) => parseDepth(given, PERPETUAL)],
  ["parseRestrictions", answer("/sapi/v1/account/apiRestrictions"), keys.parseRestrictions],
  ["parseAccountId", answer("/api/v3/account"), keys.parseAccountId],
  ["parseEarnAssets", { total: 1, rows: [{ asset: "USDT", autoSubscribe: true }] }, keys.parseEarnAssets],
  [
    "parseCatalogue",
    answer("/fapi/v1/exchangeInfo"),
    (given) => parseCatalogue(catalogueInput({ futuresInfo: given })).markets,
  ],
  [
    "parseCatalogue",
    answer("/api/v3/exchangeInfo"),
    (given) => parseCatalogue(catalogueInput({ spotInfo: given })).markets,
  ],
];

function userEvent(): unknown {
  const order = { s: PERPETUAL.symbol, c: ID, S: "BUY", X: "FILLED", x: "TRADE", i: 1, l: "1", z: "1", L: "2" };
  const rest = { N: "USDT", n: "0.1", T: 1, t: 2, m: false, rp: "0" };
  return { e: "ORDER_TRADE_UPDATE", E: 1, T: 1, o: { ...order, ...rest } };
}

function spotEvent(): unknown {
  const order = { s: SPOT.symbol, c: ID, C: "", S: "BUY", X: "FILLED", x: "TRADE", i: 1, l: "0.001", z: "0.001" };
  const rest = { L: "2", Y: "0.002", N: "USDT", n: "0.1", T: 1, t: 2, m: false };
  return { subscriptionId: 0, event: { e: "executionReport", E: 1, ...order, ...rest } };
}

/** A catalogue has too many texts for all of them: evenly fewer. */
const SWEPT_MAX = 1_000;
const thin = (all: readonly unknown[]): readonly unknown[] => {
  const step = Math.ceil(all.length / SWEPT_MAX);
  return all.filter((_each, at) => at % step === 0);
};

/** What a client does: text to value, then the parser, inside the one place that turns a wrong into a value. */
function readText(text: string, read: Reader[2]): unknown {
  const outcome = decode(() => read(parseExact(text)));
  return outcome.ok ? outcome.value : null;
}

describe("a wrong answer is a typed failure or a sound value", () => {
  test.each(READERS)("%s", async (name, sample, read) => {
    expect(readText(render(sample), read), "the honest answer").not.toBeNull();
    const swept = thin(sweepTexts(sample));
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
    const all = [account, candles, keys, orders, terms, { parseCatalogue, parseDepth, parseSpotNews }].flatMap((room) =>
      Object.keys(room).filter((name) => name.startsWith("parse")),
    );
    expect(all.filter((name) => !READERS.some(([read]) => read === name))).toEqual([]);
  });
});
