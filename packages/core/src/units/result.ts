/** Expected failures are values. A throw is kept for broken invariants. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });
export const err = <E>(error: E): Result<never, E> => ({ ok: false, error });

/** A rule of the program itself is broken: trading must stop, so nothing may catch this and go on. */
export class BrokenInvariant extends Error {
  override readonly name = "BrokenInvariant";
}

export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new BrokenInvariant(message);
}

export const unreachable = (value: never): never => {
  throw new BrokenInvariant(`unreachable: ${String(value)}`);
};
