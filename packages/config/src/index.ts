export type { ConfigError, ConfigErrorCode } from "./error.ts";
export { loadConfig, parseConfig } from "./load.ts";
export { withOverride } from "./override.ts";
