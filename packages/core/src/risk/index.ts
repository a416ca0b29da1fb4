export * from "./approve-order.ts";
export * from "./approve-plan.ts";
export * from "./breaker.ts";
export * from "./context.ts";
export * from "./denial.ts";
export * from "./gates.ts";
export * from "./latency.ts";
export * from "./numbers.ts";
