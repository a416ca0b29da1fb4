import { readFileSync } from "node:fs";

type Shape = "null" | "array" | "object" | "string" | "number" | "boolean" | "undefined";

function shapeOf(value: unknown): Shape {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value as Shape;
}

/** A row whose places mean different things, such as a candle. */
const isTuple = (values: readonly unknown[]): boolean =>
  values.length > 2 && values.every((each) => typeof each !== "object") && new Set(values.map(shapeOf)).size > 1;

/**
 * Where what is served differs from what is documented, in keys or in JSON types, all the way down. A documented null
 * and an empty list say nothing of what would be there; every row of a list must be like one of the documented rows.
 */
export function differences(documented: unknown, served: unknown, path = ""): readonly string[] {
  const [wanted, found] = [shapeOf(documented), shapeOf(served)];
  if (wanted === "null") return [];
  if (wanted !== found) return [`${path} is ${found}, documented ${wanted}`];
  if (Array.isArray(documented) && Array.isArray(served)) return listDifferences(documented, served, path);
  if (wanted !== "object") return [];
  return objectDifferences(documented as Record<string, unknown>, served as Record<string, unknown>, path);
}

function listDifferences(documented: readonly unknown[], served: readonly unknown[], path: string): readonly string[] {
  if (documented.length === 0) return [];
  if (served.length === 0) return [`${path}[] is empty`];
  if (isTuple(documented)) return documented.flatMap((each, at) => differences(each, served[at], `${path}[${at}]`));
  const found = new Set<string>();
  for (const row of served) {
    const each = documented.map((like) => differences(like, row, `${path}[]`)).toSorted((a, b) => a.length - b.length);
    for (const difference of each[0] ?? []) found.add(difference);
  }
  return [...found];
}

function objectDifferences(
  documented: Record<string, unknown>,
  served: Record<string, unknown>,
  path: string,
): readonly string[] {
  const names = new Set([...Object.keys(documented), ...Object.keys(served)]);
  return [...names].flatMap((name) => {
    if (!Object.hasOwn(served, name)) return [`${path}.${name} is missing`];
    if (!Object.hasOwn(documented, name)) return [`${path}.${name} is not documented`];
    return differences(documented[name], served[name], `${path}.${name}`);
  });
}

interface Payloads {
  readonly source: string;
  readonly examples: Readonly<Record<string, unknown>>;
}

/** One example of a payload file beside this one; each file names its source. */
export function exampleOf(file: string, name: string): unknown {
  const { examples } = JSON.parse(readFileSync(new URL(`${file}.json`, import.meta.url), "utf8")) as Payloads;
  if (!Object.hasOwn(examples, name)) throw new Error(`${file} has no ${name}`);
  return examples[name];
}
