export * from "./accounts.ts";
export * from "./audit.ts";
export * from "./installation.ts";
export * from "./ledger.ts";
export * from "./operations.ts";
export * from "./orders.ts";
export * from "./pairs.ts";
export * from "./trades.ts";
