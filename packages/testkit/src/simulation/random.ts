/** Seeded generator of the simulation: a 32-bit counter through a strong mixer, so that streams do not overlap. */
export type Random = {
  readonly next: () => number;
  readonly chance: (probability: number) => boolean;
  readonly below: (bound: number) => number;
};

export function createRandom(seed: number): Random {
  let counter = Math.imul(seed, 0x9e3779b1) >>> 0;
  const next = (): number => {
    counter = (counter + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(counter ^ (counter >>> 15), counter | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, chance: (probability) => next() < probability, below: (bound) => Math.floor(next() * bound) };
}
