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

/** The newest line of a process that says all of this; throws when there is none. */
export function lastLine(data: string, process: "web" | "engine" | "exchange", wanted: Line): Line {
  const lines = readFileSync(join(data, "logs", `${process}.log`), "utf8").split("\n");
  const found = lines.findLast((text) => {
    const line = parse(text);
    return line !== null && Object.entries(wanted).every(([key, value]) => value !== undefined && line[key] === value);
  });
  if (found === undefined) throw new Error(`${process}.log has no line with ${JSON.stringify(wanted)}`);
  return parse(found) ?? {};
}
