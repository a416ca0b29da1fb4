import { THIN } from "./number.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const part = (count: number, unit: string): string => `${count}${THIN}${unit}`;

/** The two largest parts: "3 d 4 h", "12 min", "41 s". Rounds down: nothing is said to have lasted longer. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return "?";
  const [days, hours, minutes] = [
    Math.floor(ms / DAY),
    Math.floor((ms % DAY) / HOUR),
    Math.floor((ms % HOUR) / MINUTE),
  ];
  if (days > 0) return hours > 0 ? `${part(days, "d")} ${part(hours, "h")}` : part(days, "d");
  if (hours > 0) return minutes > 0 ? `${part(hours, "h")} ${part(minutes, "min")}` : part(hours, "h");
  if (minutes > 0) return part(minutes, "min");
  return part(Math.floor(ms / SECOND), "s");
}

/** Seconds with one decimal, for how long something was unhedged. */
export const formatSeconds = (ms: number): string => `${(ms / SECOND).toFixed(1)}${THIN}s`;

/** A countdown in hours and minutes, "3:19"; below a minute in seconds. */
export function formatCountdown(ms: number): string {
  if (ms < 0) return "due";
  if (ms < MINUTE) return part(Math.floor(ms / SECOND), "s");
  return `${Math.floor(ms / HOUR)}:${String(Math.floor((ms % HOUR) / MINUTE)).padStart(2, "0")}`;
}

const pad = (value: number): string => String(value).padStart(2, "0");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function formatUtcDate(ms: number): string {
  const at = new Date(ms);
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()] ?? ""} ${at.getUTCFullYear()}`;
}

export function formatUtcMinute(ms: number): string {
  const at = new Date(ms);
  return `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`;
}

export const formatUtcSecond = (ms: number): string => `${formatUtcMinute(ms)}:${pad(new Date(ms).getUTCSeconds())}`;

/** On an axis: the hour inside a day, the day where one begins. */
export const formatAxisTime = (ms: number): string =>
  ms % DAY === 0 ? formatUtcDate(ms).slice(0, -5) : formatUtcMinute(ms);

/** For feeds: the hour today, the day before. */
export const formatFeedTime = (ms: number, nowMs: number): string =>
  nowMs - ms < DAY ? formatUtcMinute(ms) : formatUtcDate(ms).slice(0, -5);
