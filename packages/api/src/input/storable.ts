import { ApiError } from "../errors/index.ts";

const isStorableText = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

/** Every text in it, keys included, is whole Unicode without NUL: no database holds any other. Walks without recursion. */
export function isStorable(input: unknown): boolean {
  const waiting: unknown[] = [input];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === "string" && !isStorableText(next)) return false;
    if (typeof next !== "object" || next === null) continue;
    for (const [key, value] of Object.entries(next)) {
      if (!isStorableText(key)) return false;
      waiting.push(value);
    }
  }
  return true;
}

/** For every procedure of both routers, before its own schema. */
export function assertStorable(input: unknown): void {
  if (!isStorable(input)) throw new ApiError("INVALID_INPUT", "a text holds a character that is none");
}
