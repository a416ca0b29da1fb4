import { NOT_EXACT, scanDigits } from "./digits.ts";
import { endOfInteger, endOfText, endOfWord, FALSE_WORD, TRUE_WORD } from "./tokens.ts";

/** Where the values of one flat JSON object stand, by key character; refilled for every object, so a frame makes none. */
export type FieldSpans = {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** What each value was: NUMBER, TEXT, TRUE or FALSE. */
  readonly kinds: Uint8Array;
  /** The turn a key was last seen in; the rest of its row is of that turn. Cheaper than wiping the rows. */
  readonly seen: Int32Array;
  turn: number;
};

const NUMBER = 0;
const TEXT = 1;
const TRUE = 2;
const FALSE = 3;
const KEYS = 256;
const TURNS_MAX = 1 << 30;
const QUOTE = 34;
const COLON = 58;
const COMMA = 44;
const OPEN = 123;
const CLOSE = 125;

export const createFieldSpans = (): FieldSpans => ({
  starts: new Int32Array(KEYS),
  ends: new Int32Array(KEYS),
  kinds: new Uint8Array(KEYS),
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

/** What begins at `at`, by its first byte. */
function kindOf(byte: number | undefined): number {
  if (byte === QUOTE) return TEXT;
  if (byte === TRUE_WORD[0]) return TRUE;
  return byte === FALSE_WORD[0] ? FALSE : NUMBER;
}

/** End of the value of this kind at `at`, behind the quote of a text; -1 where it is not plain. */
function endOfValue(bytes: Uint8Array, at: number, kind: number): number {
  if (kind === TEXT) return endOfText(bytes, at);
  if (kind === NUMBER) return endOfInteger(bytes, at);
  return endOfWord(bytes, at, kind === TRUE ? TRUE_WORD : FALSE_WORD);
}

/**
 * Reads the flat object at bytes[at]: one-character keys are noted, longer ones passed over. Returns the place
 * behind it, or -1 on the first unexpected byte, which sends the frame to JSON.parse.
 */
export function scanObject(bytes: Uint8Array, at: number, into: FieldSpans): number {
  const { starts, ends, kinds, seen } = into;
  const turn = nextTurn(into);
  if (bytes[at] !== OPEN) return -1;
  let place = at + 1;
  for (;;) {
    if (bytes[place] !== QUOTE) return -1;
    const keyEnd = endOfText(bytes, place);
    if (keyEnd < 0 || bytes[keyEnd + 1] !== COLON) return -1;
    const kind = kindOf(bytes[keyEnd + 2]);
    const end = endOfValue(bytes, keyEnd + 2, kind);
    if (end < 0) return -1;
    if (keyEnd - place === 2) {
      const key = bytes[place + 1] ?? 0;
      starts[key] = kind === TEXT ? keyEnd + 3 : keyEnd + 2;
      ends[key] = end;
      kinds[key] = kind;
      seen[key] = turn;
    }
    const next = kind === TEXT ? end + 1 : end;
    const separator = bytes[next];
    if (separator === CLOSE) return next + 1;
    if (separator !== COMMA) return -1;
    place = next + 1;
  }
}

export const hasField = ({ seen, turn }: FieldSpans, key: number): boolean => seen[key] === turn;
export const isTextField = ({ seen, turn, kinds }: FieldSpans, key: number): boolean =>
  seen[key] === turn && kinds[key] === TEXT;

/** The digits of a text value at `scale`; NaN when it is missing, no text, or not exact. */
export function scanTextField(bytes: Uint8Array, spans: FieldSpans, key: number, scale: number): number {
  if (!isTextField(spans, key)) return NOT_EXACT;
  return scanDigits(bytes, spans.starts[key] ?? 0, spans.ends[key] ?? 0, scale);
}

/** An integer value; NaN when it is missing, a text, or not exact. */
export function scanIntegerField(bytes: Uint8Array, spans: FieldSpans, key: number): number {
  if (spans.seen[key] !== spans.turn || spans.kinds[key] !== NUMBER) return NOT_EXACT;
  return scanDigits(bytes, spans.starts[key] ?? 0, spans.ends[key] ?? 0, 0);
}

/** True or false as the frame says; null when it is missing or neither. */
export function scanFlagField({ seen, turn, kinds }: FieldSpans, key: number): boolean | null {
  if (seen[key] !== turn) return null;
  if (kinds[key] === TRUE) return true;
  return kinds[key] === FALSE ? false : null;
}
