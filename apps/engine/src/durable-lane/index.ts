export {
  createDurableLane,
  type DurableLane,
  mergeEmergencyFile,
  type PersistEffect,
  type Stored,
} from "./durable-lane.ts";
export { EMERGENCY_BYTES_MAX, type EmergencyFile, type ForeignFile, openEmergencyFile } from "./emergency-file.ts";
export { createOutageTeller } from "./outage.ts";
