import type { DrillView } from "@evenkeel/api/views";
import { alignColumns, minuteOf } from "../columns.ts";

/** How a drill ended, check by check. */
export function describeDrill({ label, last, underWay }: DrillView): string {
  if (underWay !== null) return `${label}: a drill is under way (${underWay})`;
  if (last === null) return `${label}: never drilled`;
  const title = `${label}: ${last.passed ? "passed" : "FAILED"}, ${minuteOf(last.endedAtMs)}, by ${last.authorId}`;
  const rows = last.checks.map(({ name, passed, text }) => [`  ${passed ? "ok" : "FAIL"}`, name, text]);
  return `${title}\n${alignColumns(rows)}`;
}

/** The same in a line. */
export function sayDrill({ last, underWay }: DrillView): string {
  if (underWay !== null) return `under way (${underWay})`;
  if (last === null) return "never";
  const failed = last.checks.filter(({ passed }) => !passed).map(({ name }) => name);
  return last.passed
    ? `passed ${minuteOf(last.endedAtMs)}`
    : `FAILED ${minuteOf(last.endedAtMs)}: ${failed.join(", ")}`;
}
