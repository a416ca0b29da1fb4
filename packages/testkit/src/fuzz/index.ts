export type { Random } from "../simulation/random.ts";
export * from "./fuzz.ts";
export * from "./mutate.ts";
export * from "./render.ts";
export * from "./sample.ts";
export * from "./strange.ts";
