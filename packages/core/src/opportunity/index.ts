export * from "./candidates.ts";
export * from "./evaluate.ts";
export * from "./features.ts";
export * from "./verdict.ts";
