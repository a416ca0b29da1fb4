export * from "./hops.ts";
export * from "./intent.ts";
export * from "./machine.ts";
export * from "./report.ts";
export * from "./seal.ts";
