/** Keys that a venue's own list of fields has and its example has not, or the other way round, by the path to them. */
export type Allowed = ReadonlySet<string>;

const kindOf = (value: unknown): string => (Array.isArray(value) ? "array" : value === null ? "null" : typeof value);

/**
 * Where an answer is not shaped as the documented example: keys and JSON types, all the way down. Every element of a
 * list is held against the example's first; a null in the example says nothing of the type.
 */
export function shapeProblems(example: unknown, actual: unknown, allowed: Allowed, path = ""): string[] {
  if (example === null) return [];
  if (kindOf(example) !== kindOf(actual)) return [`${path} is ${kindOf(actual)}, not ${kindOf(example)}`];
  if (Array.isArray(example)) return listProblems(example, actual as unknown[], allowed, path);
  if (typeof example !== "object") return [];
  return objectProblems(example as Record<string, unknown>, actual as Record<string, unknown>, allowed, path);
}

function listProblems(
  example: readonly unknown[],
  actual: readonly unknown[],
  allowed: Allowed,
  path: string,
): string[] {
  if (example.length === 0) return [];
  if (actual.length === 0) return allowed.has(`${path}[]`) ? [] : [`${path} is empty`];
  // A row within a list is one thing with so many places.
  if (path.endsWith("[]") && example.length !== actual.length) return [`${path} has ${actual.length} places`];
  return actual.flatMap((each) => shapeProblems(example[0], each, allowed, `${path}[]`));
}

function objectProblems(
  example: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
  allowed: Allowed,
  path: string,
): string[] {
  const problems: string[] = [];
  for (const [key, value] of Object.entries(example)) {
    const at = `${path}.${key}`;
    if (Object.hasOwn(actual, key)) problems.push(...shapeProblems(value, actual[key], allowed, at));
    else if (!allowed.has(at)) problems.push(`${at} is missing`);
  }
  for (const key of Object.keys(actual)) {
    const at = `${path}.${key}`;
    if (!Object.hasOwn(example, key) && !allowed.has(at)) problems.push(`${at} is not documented`);
  }
  return problems;
}
