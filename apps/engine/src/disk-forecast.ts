import type { AlertEntry, AuditEntry, Author } from "@evenkeel/core/events";
import { createTrend, fallsInMs, foresees, sample } from "@evenkeel/core/risk";
import { DAY_MS, HOUR_MS, MINUTE_MS, type WallTimeMs } from "@evenkeel/core/units";
import { FREE_BYTES_MIN, readFreeBytes } from "./ticks/disk-guard.ts";

const SYSTEM: Author = { kind: "system", id: "engine", role: "admin" };
const LOOK_MS = MINUTE_MS;
/** Two hours of samples: a checkpoint or a copy that comes and goes within one is no growth. */
const SAMPLE_MS = 10 * MINUTE_MS;
const HORIZON_MS = DAY_MS;
const GIB = 2 ** 30;

export type DiskForecastOptions = {
  readonly folder: string;
  readonly nowMs: () => WallTimeMs;
  readonly note: (audit: AuditEntry, alert: AlertEntry) => Promise<void>;
  readonly freeBytes?: (folder: string) => Promise<number>;
};

export type DiskForecast = { readonly look: () => Promise<void>; readonly stop: () => void };

/** RSK-9: says while there is time that the disk of the data folder is running full. */
export function foreseeDisk(options: DiskForecastOptions): DiskForecast {
  const { folder, nowMs, note, freeBytes = readFreeBytes } = options;
  const trend = createTrend();
  const look = async (): Promise<void> => {
    const free = await freeBytes(folder);
    if (!sample(trend, nowMs(), free, SAMPLE_MS)) return;
    const inMs = fallsInMs(trend, FREE_BYTES_MIN, SAMPLE_MS);
    if (!foresees(trend, inMs, HORIZON_MS) || inMs === null || free < FREE_BYTES_MIN) return;
    const hours = Math.max(1, Math.round(inMs / HOUR_MS));
    const text = `${(free / GIB).toFixed(1)} GiB are left on the disk of the data folder and get fewer: at this pace ${FREE_BYTES_MIN / GIB} GiB, below which ticks are no longer stored, are reached in about ${hours} h`;
    const audit = { subject: "disk", action: "foreseen", author: SYSTEM, detail: { freeBytes: free, hours } };
    await note(audit, { level: "WARNING", code: "disk-forecast", text });
  };
  // What cannot be looked at or said now is at the next look.
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_MS);
  return { look, stop: () => clearInterval(timer) };
}
