export {
  createDurableLane,
  type DurableLane,
  mergeEmergencyFile,
  type PersistEffect,
  type Stored,
} from "./durable-lane.ts";
export { type EmergencyFile, openEmergencyFile } from "./emergency-file.ts";
