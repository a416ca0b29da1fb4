export type { LaunchError, LaunchErrorCode } from "./error.ts";
export { findEmbedded } from "./find.ts";
export { type EmbeddedDatabase, type EmbeddedOptions, startEmbedded } from "./start.ts";
