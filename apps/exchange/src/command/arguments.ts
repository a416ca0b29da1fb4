import { parseArgs } from "node:util";
import { Misunderstood } from "./problem.ts";

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
    throw new Misunderstood(error instanceof Error ? error.message : String(error));
  }
}

export function numberOf(name: string, given: string): number {
  const value = Number(given);
  if (given.trim() === "" || Number.isNaN(value)) throw new Misunderstood(`--${name} takes a number, not "${given}".`);
  return value;
}
