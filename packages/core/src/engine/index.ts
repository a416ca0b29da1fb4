export { forgetFeatures } from "./change-config.ts";
export * from "./effect-queue.ts";
export * from "./equity.ts";
export * from "./exit.ts";
export * from "./loop.ts";
export * from "./reconcile.ts";
export * from "./review/index.ts";
export * from "./state.ts";
export * from "./step.ts";
