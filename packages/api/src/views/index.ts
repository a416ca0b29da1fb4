export * from "./common.ts";
export * from "./kpis.ts";
export * from "./market.ts";
export * from "./opportunities.ts";
export * from "./overview.ts";
export * from "./positions.ts";
export * from "./risk.ts";
export * from "./status.ts";
