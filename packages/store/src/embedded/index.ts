export type { LaunchError, LaunchErrorCode } from "./error.ts";
export { type EmbeddedDatabase, type EmbeddedOptions, startEmbedded } from "./start.ts";
