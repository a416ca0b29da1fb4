import type { PublicTrade } from "@evenkeel/core/ports";
import { describe, expect, test } from "vitest";
import { chooser, damage, decimal, parsed, positive, seeded, whole } from "../../common/fuzzing.ts";
import { hotMarkets } from "../../common/market/hot.ts";
import { createAggTradeReader } from "./agg-trade.ts";
import { FUZZED_MARKETS as MARKETS, record } from "./fuzzing.ts";

function reading() {
  const trades: PublicTrade[] = [];
  const malformed: string[] = [];
  const read = createAggTradeReader(hotMarkets(MARKETS), {
    trade: (trade) => void trades.push({ ...trade }),
    malformed: (reason) => void malformed.push(reason),
  });
  return { trades, malformed, read };
}

const bySymbol = new Map<unknown, (typeof MARKETS)[number]>(MARKETS.map((market) => [market.symbol, market]));

/** What the frame means, said a second time with JSON.parse alone. */
function meaningOf(row: unknown): object | "malformed" | "ignored" {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return "malformed";
  const from = row as Record<string, unknown>;
  if ("id" in from && from["result"] === null) return "ignored";
  const market = bySymbol.get(from["s"]);
  const isNamed = from["e"] === "aggTrade";
  if (market === undefined) return isNamed && typeof from["s"] === "string" ? "ignored" : "malformed";
  const found = {
    price: positive(decimal(from, "p", 8)),
    quantity: positive(decimal(from, "q", market.instrument.quantityScale, market.factor)),
    tradeId: whole(from, "a"),
    venueTimeMs: whole(from, "T"),
  };
  if (!isNamed || typeof from["m"] !== "boolean" || Object.values(found).includes(null)) return "malformed";
  return { instrument: market.instrument.index, takerSide: from["m"] ? "sell" : "buy", ...found };
}

const FRAMES = 2_000;

describe("the byte scanner means what JSON.parse means", () => {
  test.each([1, 2, 3, 4])("public trades, seed %i", (seed) => {
    const random = seeded(seed + 200);
    const choose = chooser(random);
    let seen = 0;
    for (let count = 0; count < FRAMES; count += 1) {
      const whole = record(choose, random, "aggTrade", ["p", "q"], ["E", "a", "f", "l", "T"], ["m", "M"]);
      const frame = damage(whole, choose, random);
      const { trades, malformed, read } = reading();
      read(frame);
      const json = parsed(frame);
      const meaning = json === null ? "malformed" : meaningOf(json.value);
      expect(trades, frame).toEqual(typeof meaning === "object" ? [meaning] : []);
      expect(malformed.length, frame).toBe(meaning === "malformed" ? 1 : 0);
      seen += trades.length;
    }
    expect(seen).toBeGreaterThan(FRAMES / 20);
  });

  test.each([
    ["spot", '"M":true'],
    ["futures", '"nq":"1.000"'],
  ])("a frame as %s sends it", (_, extra) => {
    const { trades, malformed, read } = reading();
    read(
      `{"e":"aggTrade","E":1760000000123,"a":5933014,"s":"1000PEPEUSDT","p":"0.0071230","q":"100","f":100,"l":105,"T":1760000000100,"m":true,${extra}}`,
    );
    expect(malformed).toEqual([]);
    expect(trades).toEqual([
      {
        instrument: 1,
        venueTimeMs: 1_760_000_000_100,
        tradeId: 5_933_014,
        price: 712_300,
        quantity: 100_000,
        takerSide: "sell",
      },
    ]);
  });

  test("answers to subscriptions and markets nobody watches are passed over", () => {
    const { trades, malformed, read } = reading();
    read('{"result":null,"id":1}');
    read('{"e":"aggTrade","E":1,"a":1,"s":"NOBODYUSDT","p":"1","q":"1","f":1,"l":1,"T":1,"m":false}');
    expect([trades, malformed]).toEqual([[], []]);
  });
});
