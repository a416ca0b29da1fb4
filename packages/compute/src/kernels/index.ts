export * from "./assess.ts";
export * from "./estimate.ts";
export * from "./history.ts";
export * from "./monte-carlo.ts";
export * from "./parametric.ts";
export * from "./payoff.ts";
export * from "./random.ts";
export * from "./tail.ts";
