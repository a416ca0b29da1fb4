export * from "./amount.ts";
export * from "./decimal.ts";
export * from "./hash.ts";
export * from "./result.ts";
export * from "./rounding.ts";
export * from "./serialise.ts";
export * from "./time.ts";
