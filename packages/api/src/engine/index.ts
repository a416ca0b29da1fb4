export * from "./command.ts";
export type * from "./config/door.ts";
export type * from "./door.ts";
export { API_KEY_PREFIX, hashApiKey } from "./identify.ts";
export type * from "./marketDesk.ts";
export { type EngineRouter, engineRouter, PROCEDURE_GROUPS } from "./router.ts";
export { type EngineServer, type EngineServerOptions, serveEngine } from "./serve.ts";
export { type StandbyServer, serveStandby } from "./serveStandby.ts";
export type * from "./venueKeyDesk.ts";
