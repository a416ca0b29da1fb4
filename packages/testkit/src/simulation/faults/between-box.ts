import { createRandom, type Random } from "../random.ts";
import { BETWEEN_NAMES, type BetweenName, type BetweenRates } from "./between.ts";

/** Draws what goes wrong between venue and engine. Each fault has its own row of draws, so that none moves another's. */
export type BetweenBox = {
  rates: BetweenRates;
  readonly fired: Map<BetweenName, number>;
  /** One occasion at which it could happen: whether it does. Of what comes by the day, one of so many occasions a day. */
  readonly fires: (name: BetweenName, occasionsADay?: number) => boolean;
  /** The next occasions at which it happens whatever its rate. */
  readonly arm: (name: BetweenName, afterOccasions: number) => void;
  /** Counts what happened without a draw of its own. */
  readonly record: (name: BetweenName) => void;
  /** How large, how long. */
  readonly sizes: Random;
};

export function createBetweenBox(seed: number, rates: BetweenRates): BetweenBox {
  const draws = new Map(BETWEEN_NAMES.map((name, at) => [name, createRandom(seed + at * 0x9e37)]));
  const armed = new Map<BetweenName, number>();
  const fired = new Map<BetweenName, number>();
  const record = (name: BetweenName): void => {
    fired.set(name, (fired.get(name) ?? 0) + 1);
  };

  const isTurn = (name: BetweenName): boolean => {
    const left = armed.get(name);
    if (left === undefined) return false;
    if (left > 0) armed.set(name, left - 1);
    else armed.delete(name);
    return left === 0;
  };

  const box: BetweenBox = {
    rates,
    fired,
    fires: (name, occasionsADay = 1) => {
      const turn = isTurn(name);
      const rate = box.rates[name] / occasionsADay;
      const happens = (rate > 0 && draws.get(name)?.chance(rate) === true) || turn;
      if (happens) record(name);
      return happens;
    },
    arm: (name, afterOccasions) => {
      armed.set(name, afterOccasions);
    },
    record,
    sizes: createRandom(seed ^ 0x5bd1_e995),
  };
  return box;
}
