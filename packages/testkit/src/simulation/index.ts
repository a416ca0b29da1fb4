export * from "./faults.ts";
export * from "./invariants.ts";
export * from "./random.ts";
export * from "./schedule.ts";
export * from "./simulate.ts";
