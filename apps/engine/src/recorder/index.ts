export { DEFAULT_LIMITS, type RecorderLimits } from "./limits.ts";
export { createFlightRecorder, type FlightRecorder, type RecordingMeta } from "./recorder.ts";
