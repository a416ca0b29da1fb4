import { withoutRecord } from "./record.ts";
import type { ExchangeState } from "./state.ts";

/** Two lanes of 32 bits, so that an accidental match is out of the question for a test. */
interface Lanes {
  a: number;
  b: number;
}

function word(lanes: Lanes, value: number): void {
  lanes.a = Math.imul(lanes.a ^ value, 0x85ebca6b);
  lanes.a ^= lanes.a >>> 13;
  lanes.b = Math.imul(lanes.b ^ value, 0xc2b2ae35);
  lanes.b ^= lanes.b >>> 16;
}

function text(lanes: Lanes, tag: number, value: string): void {
  word(lanes, tag);
  word(lanes, value.length);
  for (let i = 0; i < value.length; i++) word(lanes, value.charCodeAt(i));
}

const scratch = new Float64Array(1);
const scratchWords = new Uint32Array(scratch.buffer);

function float(lanes: Lanes, value: number): void {
  scratch[0] = value;
  word(lanes, 1);
  word(lanes, scratchWords[0] ?? 0);
  word(lanes, scratchWords[1] ?? 0);
}

/** Every kind of value begins with its own tag: an empty list never hashes like an empty text. */
function anything(lanes: Lanes, value: unknown): void {
  if (typeof value === "number") return float(lanes, value);
  if (typeof value === "string") return text(lanes, 2, value);
  if (typeof value === "bigint") return text(lanes, 3, value.toString(36));
  if (typeof value === "boolean") return word(lanes, value ? 4 : 5);
  if (value === null || value === undefined) return word(lanes, 6);
  if (ArrayBuffer.isView(value)) return bytes(lanes, value);
  if (Array.isArray(value)) return list(lanes, 8, value);
  if (value instanceof Map) return list(lanes, 9, [...value].flat());
  if (value instanceof Set) return list(lanes, 10, [...value]);
  word(lanes, 11);
  for (const [key, each] of Object.entries(value)) {
    text(lanes, 2, key);
    anything(lanes, each);
  }
}

function list(lanes: Lanes, tag: number, values: readonly unknown[]): void {
  word(lanes, tag);
  word(lanes, values.length);
  for (const each of values) anything(lanes, each);
}

function bytes(lanes: Lanes, view: ArrayBufferView): void {
  word(lanes, 7);
  word(lanes, view.byteLength);
  // A restored snapshot may hold the same bytes at an odd offset: a copy is aligned.
  const copy = new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
  const whole = copy.byteLength >> 2;
  for (const each of new Uint32Array(copy.buffer, 0, whole)) word(lanes, each);
  for (const each of copy.subarray(whole << 2)) word(lanes, each);
}

/** One short name for everything the exchange holds: equal states, and only equal states, share it. */
export function stateHash(state: ExchangeState): string {
  const lanes: Lanes = { a: 0x243f6a88, b: 0x13198a2e };
  anything(lanes, withoutRecord(state));
  const hex = (value: number) => (value >>> 0).toString(16).padStart(8, "0");
  return hex(lanes.a) + hex(lanes.b);
}
