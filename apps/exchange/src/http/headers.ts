import type { IncomingMessage } from "node:http";

/** One text per name; of a header sent twice the first counts. */
export function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = Array.isArray(value) ? value[0] : value;
    if (text !== undefined) texts[name] = text;
  }
  return texts;
}
