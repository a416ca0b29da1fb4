import { readFileSync } from "node:fs";

// For tests only: what the venue documents, by route and by frame.

type Documented = {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly frames: Readonly<Record<string, unknown>>;
};

const DOCUMENTED = JSON.parse(readFileSync(new URL("documented.json", import.meta.url), "utf8")) as Documented;

function named(from: Readonly<Record<string, unknown>>, name: string): unknown {
  const found = from[name];
  if (found === undefined) throw new Error(`${name} is not on file`);
  return found;
}

export const documentedAnswer = (route: string): unknown => named(DOCUMENTED.answers, route);
export const documentedFrame = (name: string): unknown => named(DOCUMENTED.frames, name);

/** The documented answer with other rows, each the documented row with some fields changed. */
export function withRows(route: string, changes: readonly object[], extra: object = {}): unknown {
  const answer = documentedAnswer(route) as { readonly result: { readonly list: readonly object[] } };
  const [row] = answer.result.list;
  return { ...answer, result: { ...answer.result, list: changes.map((each) => ({ ...row, ...each })), ...extra } };
}
