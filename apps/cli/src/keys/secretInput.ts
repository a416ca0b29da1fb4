import { z } from "zod";
import { Problem } from "../problem.ts";

const INPUT_BYTES_MAX = 16_384;
const LINE_LENGTH_MAX = 2_048;
const KEY = { enter: "\r", newLine: "\n", interrupt: "\u0003", end: "\u0004", erase: "\u007f", back: "\b" } as const;

/** The fields of a secret by their names: typed one after another, or all at once as JSON from another program. */
export async function readSecrets<Name extends string>(
  fields: Readonly<Record<Name, string>>,
): Promise<Readonly<Record<Name, string>>> {
  const names = Object.keys(fields) as Name[];
  if (!process.stdin.isTTY) return parseInput(await readInput(), names);
  const answers: Partial<Record<Name, string>> = {};
  for (const name of names) answers[name] = await ask(`${fields[name]}: `);
  return answers as Record<Name, string>;
}

async function readInput(): Promise<string> {
  let text = "";
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.length > INPUT_BYTES_MAX) throw new Problem(`Standard input exceeds ${INPUT_BYTES_MAX} bytes.`);
  }
  return text;
}

/** What is wrong is said without repeating what came. */
export function parseInput<Name extends string>(text: string, names: readonly Name[]): Record<Name, string> {
  const schema = z.strictObject(Object.fromEntries(names.map((name) => [name, z.string().min(1)])));
  const shape = `Standard input must be {${names.map((name) => `"${name}": "..."`).join(", ")}}.`;
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new Problem(shape);
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new Problem(shape);
  return parsed.data as Record<Name, string>;
}

/** One line from the terminal that the terminal does not show. */
export function ask(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  stdin.resume();
  return new Promise((resolve, reject) => {
    let line = "";
    const finish = (settle: () => void): void => {
      stdin.off("data", take);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write("\n");
      settle();
    };
    const take = (typed: string): void => {
      for (const letter of typed) {
        if (letter === KEY.enter || letter === KEY.newLine) return finish(() => resolve(line));
        if (letter === KEY.interrupt || letter === KEY.end)
          return finish(() => reject(new Problem("Nothing was done.")));
        if (letter === KEY.erase || letter === KEY.back) line = line.slice(0, -1);
        else if (line.length < LINE_LENGTH_MAX) line += letter;
      }
    };
    stdin.on("data", take);
  });
}
