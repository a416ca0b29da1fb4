export * from "./leg.ts";
export * from "./machine.ts";
export * from "./pair.ts";
export * from "./portfolio.ts";
export * from "./situation.ts";
export type * from "./unhedged-window.ts";
