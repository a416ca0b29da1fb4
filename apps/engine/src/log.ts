export { createLog, type Log } from "@evenkeel/telemetry/log";
