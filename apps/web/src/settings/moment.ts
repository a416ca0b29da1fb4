import { formatUtcDate, formatUtcMinute } from "../format/time.ts";

/** "26 Nov 2026 08:14 UTC" */
export const moment = (ms: number): string => `${formatUtcDate(ms)} ${formatUtcMinute(ms)} UTC`;
