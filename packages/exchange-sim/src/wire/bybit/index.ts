export { simulatedCredentials } from "./credentials.ts";
export type { BybitLimits } from "./session.ts";
export { openBybit } from "./wire.ts";
