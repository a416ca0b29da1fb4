/** A piece of JSON text that no JavaScript value can say: an integer beyond 2^53, `NaN`, a nest ten thousand deep. */
export class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const entryOf = (key: string, value: unknown): string => `${JSON.stringify(key)}:${render(value)}`;

/** JSON text of a tree that may hold `Raw` pieces. What they say may be no JSON at all: that is their use. */
export function render(value: unknown): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map(render).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  return `{${Object.entries(value)
    .map(([key, each]) => entryOf(key, each))
    .join(",")}}`;
}
