export {
  createDurableLane,
  type DurableLane,
  mergeEmergencyFile,
  type PersistEffect,
  type Stored,
} from "./durable-lane.ts";
export { EMERGENCY_BYTES_MAX, type EmergencyFile, openEmergencyFile } from "./emergency-file.ts";
