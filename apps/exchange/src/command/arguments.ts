import { parseArgs } from "node:util";
import { Misunderstood } from "./problem.ts";
import { numberIn } from "./text.ts";

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;

const OPTIONS = {
  venues: text,
  world: text,
  seed: text,
  symbols: text,
  speed: text,
  faults: text,
  account: { type: "string", multiple: true },
  port: text,
  "family-ports": text,
  tls: flag,
  "tls-cert": text,
  "tls-key": text,
  data: text,
  config: text,
  venue: text,
  symbol: text,
  seconds: text,
  count: text,
  "log-calls": flag,
  json: flag,
  help: { ...flag, short: "h" },
} as const;

export interface Typed {
  readonly words: readonly string[];
  readonly values: ReturnType<typeof parse>["values"];
}

const parse = (given: readonly string[]) => parseArgs({ args: [...given], options: OPTIONS, allowPositionals: true });

export function readTyped(given: readonly string[]): Typed {
  try {
    const { values, positionals } = parse(given);
    return { words: positionals, values };
  } catch (error) {
    throw new Misunderstood(sentenceOf(error));
  }
}

/** What Node finds wrong with what was typed, in a sentence of ours. */
function sentenceOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const name = /--[\w-]+|-\w/.exec(message.replace(/-\w, /, ""))?.[0] ?? "";
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") return `There is no option ${name}; --help says what there is.`;
  if (code !== "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") return message;
  return message.includes("does not take") ? `${name} takes no value.` : `${name} takes a value.`;
}

export function numberOf(name: string, given: string): number {
  const value = numberIn(given);
  if (value === null) throw new Misunderstood(`--${name} takes a number, not "${given}".`);
  return value;
}
