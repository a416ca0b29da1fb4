import { err, ok, type Result } from "./result.ts";

/**
 * One exact text form for events, effects and rows: JSON, with bigints and not-a-numbers tagged. Keys keep the
 * order they were made in, so that the same code writes the same bytes.
 */
export function serialise(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "bigint") return { $bigint: inner.toString() };
    if (typeof inner === "number" && !Number.isFinite(inner)) return { $number: String(inner) };
    return inner;
  });
}

export function deserialise(text: string): Result<unknown, "not-serialised"> {
  try {
    return ok(JSON.parse(text, (_, inner: unknown) => revive(inner)));
  } catch {
    return err("not-serialised");
  }
}

function revive(inner: unknown): unknown {
  if (typeof inner !== "object" || inner === null) return inner;
  if ("$bigint" in inner && typeof inner.$bigint === "string") return BigInt(inner.$bigint);
  if ("$number" in inner && typeof inner.$number === "string") return Number(inner.$number);
  return inner;
}
