export type { CommandReceipt } from "../engine/command.ts";
export type { EngineRouter } from "../engine/router.ts";
export type { VenueKeyList, VenueKeyNotice, VenueKeyOutcome, VenueKeyView } from "../engine/venueKeyDesk.ts";
export { createEngineClient, type EngineClient, type EngineClientOptions } from "./engineClient.ts";
