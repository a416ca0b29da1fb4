export * from "./command.ts";
export * from "./config.ts";
export * from "./config-change.ts";
export * from "./defaults.ts";
export * from "./durable.ts";
export * from "./effect.ts";
export * from "./event.ts";
export * from "./fill.ts";
