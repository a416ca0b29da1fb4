import { readFileSync } from "node:fs";
import { join } from "node:path";

type Line = Readonly<Record<string, unknown>>;

function parse(text: string): Line | null {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return null;
  }
}

const TOLD_LINES = 40;

const textOf = (data: string, process: string): string => readFileSync(join(data, "logs", `${process}.log`), "utf8");

/** The end of a process's log, for whoever asks why a test failed. */
export const lastLines = (data: string, process: string): string =>
  textOf(data, process).trimEnd().split("\n").slice(-TOLD_LINES).join("\n");

/** The newest line of a process that says all of this; throws when there is none. */
export function lastLine(data: string, process: "web" | "engine" | "exchange", wanted: Line): Line {
  const lines = textOf(data, process).split("\n");
  const found = lines.findLast((text) => {
    const line = parse(text);
    return line !== null && Object.entries(wanted).every(([key, value]) => value !== undefined && line[key] === value);
  });
  if (found === undefined) throw new Error(`${process}.log has no line with ${JSON.stringify(wanted)}`);
  return parse(found) ?? {};
}
