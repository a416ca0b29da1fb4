import {
  choleskyOf,
  createRandom,
  FACTORS,
  hourlyFunding,
  lossOf,
  PATHS_PER_BLOCK,
  type Simulation,
} from "@evenkeel/compute/kernels";

/**
 * The same simulation as a person would first write it: an object a pair and path, matrices as lists of lists, `map`
 * and `reduce` where there is a sum. Ordinary code written with care, not made slow; it draws the same chance.
 */
export function simulateWithObjects({ pairs, model, horizonHours, seed }: Simulation, blocks: number): number[][] {
  const lower = choleskyOf(model.correlation, model.size);
  const rows = Array.from({ length: model.size }, (_, row) =>
    Array.from(lower.subarray(row * model.size, (row + 1) * model.size), (entry) => entry * at(model.deviation, row)),
  );
  return Array.from({ length: blocks }, (_, block) => {
    const random = createRandom(seed, block);
    return Array.from({ length: PATHS_PER_BLOCK }, () => {
      const squares = Array.from({ length: 5 }, () => random.normal() ** 2).reduce((sum, square) => sum + square, 0);
      const shock = Math.sqrt(3 / squares);
      let states = pairs.map((pair, index) => ({
        pair,
        price: at(model.now, index * FACTORS),
        basis: at(model.now, index * FACTORS + 1),
        rate: at(model.now, index * FACTORS + 2),
        trough: 0,
        peak: 0,
        funding: 0,
      }));
      for (let hour = 0; hour < horizonHours; hour += 1) {
        const normals = Array.from({ length: model.size }, () => random.normal());
        const steps = rows.map(
          (row, factor) =>
            shock * row.slice(0, factor + 1).reduce((sum, entry, index) => sum + entry * (normals[index] ?? 0), 0),
        );
        states = states.map((state, index) => {
          const next = (factor: number, level: number): number => {
            const place = index * FACTORS + factor;
            const mean = at(model.mean, place);
            return mean + at(model.persistence, place) * (level - mean) + (steps[place] ?? 0);
          };
          const price = next(0, state.price);
          const basis = next(1, state.basis);
          const { cap, floor } = hourlyFunding(state.pair);
          const rate = Math.min(cap, Math.max(floor, next(2, state.rate)));
          const between = 0.5826 * shock * at(model.deviation, index * FACTORS);
          const high = price + (basis - at(model.now, index * FACTORS + 1)) + between;
          const trough = Math.min(state.trough, price - between);
          const peak = Math.max(state.peak, high);
          return { ...state, price, basis, rate, trough, peak, funding: state.funding + rate };
        });
      }
      return states.map(({ pair, price, basis, trough, peak, funding }, index) =>
        lossOf(
          pair,
          Math.exp(price),
          Math.exp(trough),
          Math.exp(peak),
          basis - at(model.now, index * FACTORS + 1),
          funding,
        ),
      );
    }).flat();
  });
}

const at = (values: Float64Array, index: number): number => values[index] ?? 0;
