export { simulatedCredentials } from "./credentials.ts";
export { routeNames } from "./dispatch.ts";
export type { LimitSettings } from "./session.ts";
export { openCoinbase } from "./wire.ts";
