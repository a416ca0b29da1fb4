export { simulatedCredentials } from "./credentials.ts";
export { routeNames } from "./dispatch.ts";
export { openPoloniex } from "./wire.ts";
