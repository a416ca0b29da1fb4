import { type Choose, decimalText, integerText, SYMBOLS_STRANGE, WRONG } from "../../common/fuzzing.ts";
import { TEST_MARKETS } from "../testing.ts";

// For tests only: frames as Binance might send them in its worst dreams.

export const FUZZED_MARKETS = TEST_MARKETS.filter(({ instrument }) => instrument.kind === "perpetual");

const FLAGS_WRONG = ["1", "tru", "True", "falsey", "null", '"true"', "true1", "[]"];

const QUANTITIES = new Set(["A", "B", "q"]);

export function record(
  choose: Choose,
  random: () => number,
  event: string,
  texts: string[],
  integers: string[],
  flags: string[] = [],
): string {
  const fields = [
    ...(random() < 0.85 ? [`"e":"${random() < 0.97 ? event : "kline"}"`] : []),
    `"s":${random() < 0.97 ? `"${random() < 0.7 ? choose(FUZZED_MARKETS).symbol : choose(SYMBOLS_STRANGE)}"` : choose(WRONG)}`,
    ...texts.map((key) => `"${key}":${decimalText(choose, random, QUANTITIES.has(key) ? choose([0, 0, 0, 0, 3]) : 8)}`),
    ...integers.map((key) => `"${key}":${integerText(choose, random)}`),
    ...flags.map((key) => `"${key}":${random() < 0.9 ? choose(["true", "false"]) : choose(FLAGS_WRONG)}`),
    ...(random() < 0.2 ? [`"ps":"${choose(SYMBOLS_STRANGE)}"`] : []),
    ...(random() < 0.1 ? [`"st":${choose(WRONG)}`] : []),
  ].filter(() => random() < 0.99);
  if (random() < 0.5) fields.reverse();
  return `{${fields.join(random() < 0.03 ? ", " : ",")}}`;
}
