export * from "./approve-order.ts";
export * from "./approve-plan.ts";
export * from "./context.ts";
export * from "./denial.ts";
export * from "./gates.ts";
export * from "./numbers.ts";
