/** Where a value's keys or JSON types differ from an example's. Lists of alike things are held against the first of them. */
export function differences(
  actual: unknown,
  example: unknown,
  optional: readonly string[] = [],
  path = "$",
): readonly string[] {
  const [found, wanted] = [kindOf(actual), kindOf(example)];
  if (found !== wanted) return [`${path} is ${found}, not ${wanted}`];
  if (Array.isArray(actual) && Array.isArray(example)) return listDifferences(actual, example, optional, path);
  if (!isRecord(actual) || !isRecord(example)) return [];
  const keys = new Set([...Object.keys(actual), ...Object.keys(example)]);
  return [...keys].flatMap((key) => {
    if (!(key in example)) return optional.includes(key) ? [] : [`${path}.${key} is not documented`];
    if (!(key in actual)) return optional.includes(key) ? [] : [`${path}.${key} is missing`];
    return differences(actual[key], example[key], optional, `${path}.${key}`);
  });
}

function listDifferences(
  actual: readonly unknown[],
  example: readonly unknown[],
  optional: readonly string[],
  path: string,
): readonly string[] {
  if (example.length === 0) return [];
  if (actual.length === 0) return [`${path} is empty`];
  // A row of a table: as long as the example, each column of its own type.
  if (example.length > 2 && !isRecord(example[0]) && !Array.isArray(example[0])) {
    if (actual.length !== example.length) return [`${path} has ${actual.length} columns, not ${example.length}`];
    return actual.flatMap((each, at) => differences(each, example[at], optional, `${path}[${at}]`));
  }
  return actual.flatMap((each, at) => differences(each, example[0], optional, `${path}[${at}]`));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : typeof value;
