import { type ParseArgsConfig, parseArgs } from "node:util";
import { Misunderstood } from "./problem.ts";

export const text = { type: "string" } as const;
export const flag = { type: "boolean", default: false } as const;
export const help = { ...flag, short: "h" } as const;

type Options = NonNullable<ParseArgsConfig["options"]>;

/** What was typed after a command, or one sentence about what is wrong with it. */
export function readArguments<O extends Options>(given: readonly string[], options: O, positionalsMax = 0) {
  try {
    const { values, positionals } = parseArgs({ args: [...given], options, allowPositionals: positionalsMax > 0 });
    if (positionals.length > positionalsMax)
      throw new Misunderstood(`"${positionals[positionalsMax]}" is one word too many; --help says what is taken.`);
    return { values, positionals };
  } catch (error) {
    if (error instanceof Misunderstood) throw error;
    throw new Misunderstood(error instanceof Error ? error.message : String(error));
  }
}
