export type { CommandReceipt } from "../engine/command.ts";
export type { EngineRouter } from "../engine/router.ts";
export type { VenueKeyList, VenueKeyNotice, VenueKeyOutcome, VenueKeyView } from "../engine/venueKeyDesk.ts";
export type { ApiErrorCode } from "../errors/index.ts";
export type * from "../views/index.ts";
export { createEngineClient, type EngineClient, type EngineClientOptions } from "./engineClient.ts";
export { codeOf, type EngineError, errorOf } from "./errorOf.ts";
export type { FollowOptions } from "./followOverview.ts";
export { newCommandId } from "./newCommandId.ts";
