import { describe, expect, it } from "vitest";
import { Misunderstood } from "../problem.ts";
import { adopt } from "./adopt.ts";
import { readMarket } from "./market.ts";

const WHOLE = ["--venue", "binance", "--long", "AAA", "--short", "AAA", "--quantity", "1", "--reason", "x"];
const without = (name: string): string[] => WHOLE.filter((word, at) => word !== name && WHOLE[at - 1] !== name);

describe("a market", () => {
  it.each([
    ["BTCUSDT", "long", { venue: "binance", kind: "spot", symbol: "BTCUSDT" }],
    ["BTCUSDT", "short", { venue: "binance", kind: "perpetual", symbol: "BTCUSDT" }],
    ["perpetual:BTCUSDT", "long", { venue: "binance", kind: "perpetual", symbol: "BTCUSDT" }],
    ["bybit:perpetual:BTCUSDT", "long", { venue: "bybit", kind: "perpetual", symbol: "BTCUSDT" }],
  ] as const)("%s as the %s leg", (word, leg, market) => {
    expect(readMarket(word, leg, "binance")).toEqual(market);
  });
});

it.each([
  [without("--long"), /takes --long/],
  [without("--reason"), /--reason says why/],
  [without("--venue"), /names no venue/],
  [[...without("--short"), "--short", "spot:AAA"], /a perpetual/],
  [[...without("--long"), "--long", "a:b:c:d"], /\[venue:\]/],
  [[...without("--quantity"), "--quantity=-1"], /--quantity must be a positive number/],
  [[...without("--quantity"), "--quantity", "1e3"], /--quantity must be a positive number/],
  [[...WHOLE, "--long-price", "0"], /--long-price must be a positive number/],
])("%j is not understood, in one sentence, before anything is asked", async (given, sentence) => {
  const refused = await adopt(given).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Misunderstood);
  expect((refused as Error).message).toMatch(sentence);
});
