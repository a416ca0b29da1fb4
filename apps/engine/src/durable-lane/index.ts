export {
  createDurableLane,
  type DurableLane,
  type PersistEffect,
  type Stored,
} from "./durable-lane.ts";
export type { EmergencyFile } from "./emergency-file.ts";
export { mergeEmergencyFile } from "./merge-emergency-file.ts";
export { openOwnFile } from "./open-own-file.ts";
export { createOutageTeller } from "./outage.ts";
