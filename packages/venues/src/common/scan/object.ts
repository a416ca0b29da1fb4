import { NOT_EXACT, scanDigits } from "./digits.ts";

/** Where the values of one flat JSON object stand, by key character; refilled for every object, so a frame makes none. */
export type FieldSpans = {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** 1 where the value was a text, 0 where it was a number. */
  readonly quoted: Uint8Array;
  /** The turn a key was last seen in; the rest of its row is of that turn. Cheaper than wiping the rows. */
  readonly seen: Int32Array;
  turn: number;
};

const KEYS = 256;
const TURNS_MAX = 1 << 30;
const QUOTE = 34;
const COLON = 58;
const COMMA = 44;
const OPEN = 123;
const CLOSE = 125;
const BACKSLASH = 92;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;

/** 1 for every byte that stands for itself inside a JSON text: no control character, no quote, no backslash. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

export const createFieldSpans = (): FieldSpans => ({
  starts: new Int32Array(KEYS),
  ends: new Int32Array(KEYS),
  quoted: new Uint8Array(KEYS),
  seen: new Int32Array(KEYS),
  turn: 0,
});

function nextTurn(spans: FieldSpans): number {
  if (spans.turn === TURNS_MAX) {
    spans.turn = 0;
    spans.seen.fill(0);
  }
  spans.turn += 1;
  return spans.turn;
}

/** End of the text that opens at `at`; -1 where it holds an escape or what no text may hold. */
function endOfText(bytes: Uint8Array, at: number): number {
  let end = at + 1;
  while (PLAIN[bytes[end] ?? 0] === 1) end += 1;
  return bytes[end] === QUOTE ? end : -1;
}

/** End of the JSON integer at `at`; -1 for signs, points, exponents and leading zeros. */
function endOfInteger(bytes: Uint8Array, at: number): number {
  let end = at;
  for (let byte = bytes[end] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[end] ?? 0) end += 1;
  if (end === at || (bytes[at] === ZERO && end - at > 1)) return -1;
  return end;
}

/**
 * Reads the flat object at bytes[at]: one-character keys are noted, longer ones passed over. Returns the place
 * behind it, or -1 on the first unexpected byte, which sends the frame to JSON.parse.
 */
export function scanObject(bytes: Uint8Array, at: number, into: FieldSpans): number {
  const { starts, ends, quoted, seen } = into;
  const turn = nextTurn(into);
  if (bytes[at] !== OPEN) return -1;
  let place = at + 1;
  for (;;) {
    if (bytes[place] !== QUOTE) return -1;
    const keyEnd = endOfText(bytes, place);
    if (keyEnd < 0 || bytes[keyEnd + 1] !== COLON) return -1;
    const isText = bytes[keyEnd + 2] === QUOTE;
    const start = isText ? keyEnd + 3 : keyEnd + 2;
    const end = isText ? endOfText(bytes, start - 1) : endOfInteger(bytes, start);
    if (end < 0) return -1;
    if (keyEnd - place === 2) {
      const key = bytes[place + 1] ?? 0;
      starts[key] = start;
      ends[key] = end;
      quoted[key] = isText ? 1 : 0;
      seen[key] = turn;
    }
    const next = isText ? end + 1 : end;
    const separator = bytes[next];
    if (separator === CLOSE) return next + 1;
    if (separator !== COMMA) return -1;
    place = next + 1;
  }
}

export const hasField = ({ seen, turn }: FieldSpans, key: number): boolean => seen[key] === turn;
export const isTextField = ({ seen, turn, quoted }: FieldSpans, key: number): boolean =>
  seen[key] === turn && quoted[key] === 1;

/** The digits of a text value at `scale`; NaN when it is missing, no text, or not exact. */
export function scanTextField(bytes: Uint8Array, spans: FieldSpans, key: number, scale: number): number {
  if (!isTextField(spans, key)) return NOT_EXACT;
  return scanDigits(bytes, spans.starts[key] ?? 0, spans.ends[key] ?? 0, scale);
}

/** An integer value; NaN when it is missing, a text, or not exact. */
export function scanIntegerField(bytes: Uint8Array, spans: FieldSpans, key: number): number {
  if (spans.seen[key] !== spans.turn || spans.quoted[key] !== 0) return NOT_EXACT;
  return scanDigits(bytes, spans.starts[key] ?? 0, spans.ends[key] ?? 0, 0);
}
