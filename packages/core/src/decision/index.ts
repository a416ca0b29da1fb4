export * from "./draft.ts";
export * from "./plan.ts";
export * from "./size.ts";
