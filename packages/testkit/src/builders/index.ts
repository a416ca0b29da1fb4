export * from "./bench.ts";
export * from "./instruments.ts";
export * from "./script.ts";
export * from "./truth.ts";
