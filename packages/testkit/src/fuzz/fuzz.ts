import { createRandom, type Random } from "../simulation/random.ts";

const SHOWN_LENGTH_MAX = 400;

export class FuzzFailure extends Error {
  override readonly name = "FuzzFailure";
}

export type Fuzz<T> = {
  readonly name: string;
  readonly seed: number;
  readonly cases: number;
  readonly make: (random: Random, index: number) => T;
  readonly show?: (made: T) => string;
  /** Throws when the case broke a rule. */
  readonly check: (made: T, index: number) => unknown;
};

const shorten = (text: string): string =>
  text.length <= SHOWN_LENGTH_MAX ? text : `${text.slice(0, SHOWN_LENGTH_MAX)}… (${text.length} characters)`;

function failureOf<T>(fuzz: Fuzz<T>, index: number, made: T, cause: unknown): FuzzFailure {
  const shown = shorten(fuzz.show?.(made) ?? (typeof made === "string" ? made : (JSON.stringify(made) ?? "nothing")));
  const why = cause instanceof Error ? cause.message : String(cause);
  return new FuzzFailure(`${fuzz.name}: seed ${fuzz.seed}, case ${index}: ${why}\ncase: ${shown}`, { cause });
}

/** A seed of its own for everything that has a name, so that two of them do not meet the same cases. */
export function seedOf(name: string, seed: number): number {
  let mixed = seed;
  for (const character of name) mixed = (Math.imul(mixed, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return Math.abs(mixed);
}

/** A case draws from its own generator, so that it is the same whatever ran before it. */
export const caseRandom = (seed: number, index: number): Random => createRandom(seed * 1_000_003 + index);

/**
 * Stops at the first broken case and says which it was; the same seed makes the same cases again. Resolves with how
 * many were made.
 */
export async function fuzz<T>(plan: Fuzz<T>): Promise<number> {
  for (let index = 0; index < plan.cases; index += 1) {
    const made = plan.make(caseRandom(plan.seed, index), index);
    try {
      await plan.check(made, index);
    } catch (cause) {
      throw failureOf(plan, index, made, cause);
    }
  }
  return plan.cases;
}

/** Fails where a number that is none, or a member of every object, has found its way into what was read. */
export function assertSound(value: unknown, at = "value"): void {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) throw new Error(`${at} is ${value}`);
      return;
    case "function":
    case "symbol":
      throw new Error(`${at} is a ${typeof value}`);
    case "object":
      if (value === null) return;
      for (const [key, each] of value instanceof Map ? value.entries() : Object.entries(value)) {
        assertSound(each, `${at}.${String(key)}`);
      }
      return;
    default:
  }
}
