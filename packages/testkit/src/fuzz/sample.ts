import type { Random } from "../simulation/random.ts";
import { choose } from "./strange.ts";

/** What is read of a JSON Schema here; anything else is passed over, and a sample may then be refused as it should. */
export type JsonSchema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
};

/** Texts by the name of the field they would fit, so that a sample gets as far inside as a real caller would. */
export type Vocabulary = Readonly<Record<string, readonly string[]>>;

const COMMON: readonly string[] = [
  "a",
  "abc",
  "abcdefgh",
  "12",
  "123456",
  "1000",
  "1.5",
  "0123456789abcdef",
  "a.b",
  "v1",
];

function sampleText(schema: JsonSchema, field: string, random: Random, words: Vocabulary): string {
  const fits = (text: string): boolean =>
    text.length >= (schema.minLength ?? 0) &&
    text.length <= (schema.maxLength ?? Number.POSITIVE_INFINITY) &&
    (schema.pattern === undefined || new RegExp(schema.pattern, "u").test(text));
  const fresh = `fresh${random.below(1e9).toString(36)}`;
  if (schema.pattern !== undefined && fits(fresh) && random.chance(0.7)) return fresh;
  const own = (words[field] ?? []).filter(fits);
  const others = [...COMMON, ...Object.values(words).flat()].filter(fits);
  const from = own.length > 0 ? own : others;
  return from.length > 0 ? choose(random, from) : "a".repeat(schema.minLength ?? 1);
}

function sampleNumber({ type, minimum, maximum }: JsonSchema, random: Random): number {
  const low = Math.max(minimum ?? 0, -1e6);
  const high = Math.min(maximum ?? low + 100, 1e9);
  if (random.chance(0.2)) return choose(random, [low, high]);
  const value = low + random.next() * (high - low);
  return type === "integer" ? Math.round(value) : value;
}

/** Something this schema takes, as far as the schema says it. */
export function sample(schema: JsonSchema, random: Random, words: Vocabulary = {}, field = ""): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return choose(random, schema.enum);
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return sample(choose(random, either), random, words, field);
  if (schema.allOf !== undefined) {
    return Object.assign({}, ...schema.allOf.map((each) => sample(each, random, words, field)));
  }
  switch (schema.type) {
    case "object":
      return sampleObject(schema, random, words);
    case "array":
      return Array.from({ length: random.below(4) }, () => sample(schema.items ?? {}, random, words, field));
    case "string":
      return sampleText(schema, field, random, words);
    case "number":
    case "integer":
      return sampleNumber(schema, random);
    case "boolean":
      return random.chance(0.5);
    default:
      return null;
  }
}

function sampleObject(schema: JsonSchema, random: Random, words: Vocabulary): Record<string, unknown> {
  const required = new Set(schema.required ?? []);
  const entries = Object.entries(schema.properties ?? {}).filter(([key]) => required.has(key) || random.chance(0.6));
  return Object.fromEntries(entries.map(([key, each]) => [key, sample(each, random, words, key)]));
}

/** A sample that leaves out nothing optional. */
export const wholeSample = (schema: JsonSchema, random: Random, words: Vocabulary = {}): unknown =>
  sample(schema, { ...random, chance: () => true }, words);
