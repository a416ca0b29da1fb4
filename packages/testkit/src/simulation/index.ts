export { InvariantBroken } from "./broken.ts";
export type { Covered } from "./coverage.ts";
export { BETWEEN_NAMES, CRASH_POINTS, drawIntensities, INTENSITIES, type Intensities } from "./faults/index.ts";
export { BUSY, type Habits, IDLE } from "./operator.ts";
export * from "./random.ts";
export type { SimulationReport } from "./report.ts";
export * from "./simulate.ts";
