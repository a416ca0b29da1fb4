import { ApiError } from "../errors/index.ts";

/** Far deeper than anything that is asked here, far shallower than what ends a recursive reader. */
export const NESTING_MAX = 64;

const isStorableText = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

/**
 * Every text in it, keys included, is whole Unicode without NUL: no database holds any other. Nor does it nest without
 * end. Walks level by level, without recursion.
 */
export function isStorable(input: unknown): boolean {
  let level: unknown[] = [input];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > NESTING_MAX) return false;
    const below: unknown[] = [];
    for (const each of level) {
      if (typeof each === "string" && !isStorableText(each)) return false;
      if (typeof each !== "object" || each === null) continue;
      for (const [key, value] of Object.entries(each)) {
        if (!isStorableText(key)) return false;
        below.push(value);
      }
    }
    level = below;
  }
  return true;
}

/** For every procedure of both routers and every body of the facade, before its own schema. */
export function assertStorable(input: unknown): void {
  if (!isStorable(input))
    throw new ApiError("INVALID_INPUT", "a text holds a character that is none, or it nests too deep");
}
