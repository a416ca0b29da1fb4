import { NOT_EXACT, scanDigits } from "./digits.ts";
import { createSymbolTable, type SymbolTable } from "./symbols.ts";
import { endOfInteger, endOfText, endOfWord, FALSE_WORD, TRUE_WORD } from "./tokens.ts";

/** Where the values of one object with long keys stand, by the place of a key in a list of wanted ones. */
export type RecordSpans = {
  readonly keys: SymbolTable;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly kinds: Uint8Array;
};

/** What a value was. ABSENT: the key was not there; NESTED: an object or a list, noted by where it begins alone. */
const ABSENT = 0;
const NUMBER = 1;
const TEXT = 2;
const FLAG = 3;
const NESTED = 4;

const QUOTE = 34;
const COLON = 58;
const COMMA = 44;
const OPEN = 123;
const CLOSE = 125;
const OPEN_LIST = 91;

export function createRecordSpans(wanted: readonly string[]): RecordSpans {
  return {
    keys: createSymbolTable(wanted),
    starts: new Int32Array(wanted.length),
    ends: new Int32Array(wanted.length),
    kinds: new Uint8Array(wanted.length),
  };
}

/** Reads a nested value that is wanted: the place behind it, or -1. */
export type NestedScan = (bytes: Uint8Array, at: number, slot: number) => number;

const REFUSED: NestedScan = () => -1;

/** What a plain value is, by its first byte. */
function kindOf(byte: number | undefined): number {
  if (byte === QUOTE) return TEXT;
  return byte === TRUE_WORD[0] || byte === FALSE_WORD[0] ? FLAG : NUMBER;
}

/** End of the plain value of this kind at `at`, before the quote of a text; -1 for what is not plain. */
function endOfPlain(bytes: Uint8Array, at: number, kind: number): number {
  if (kind === TEXT) return endOfText(bytes, at);
  if (kind === NUMBER) return endOfInteger(bytes, at);
  return endOfWord(bytes, at, bytes[at] === TRUE_WORD[0] ? TRUE_WORD : FALSE_WORD);
}

/**
 * Reads the object at bytes[at]: wanted keys are noted, others passed over where they are plain. Returns the place
 * behind it, or -1 on the first unexpected byte, which sends the frame to JSON.parse.
 */
export function scanRecord(bytes: Uint8Array, at: number, into: RecordSpans, nested: NestedScan = REFUSED): number {
  const { keys, starts, ends, kinds } = into;
  kinds.fill(ABSENT);
  if (bytes[at] !== OPEN) return -1;
  let place = at + 1;
  for (;;) {
    if (bytes[place] !== QUOTE) return -1;
    const keyEnd = endOfText(bytes, place);
    if (keyEnd < 0 || bytes[keyEnd + 1] !== COLON) return -1;
    const slot = keys.find(bytes, place + 1, keyEnd);
    const start = keyEnd + 2;
    const isNested = bytes[start] === OPEN || bytes[start] === OPEN_LIST;
    const kind = isNested ? NESTED : kindOf(bytes[start]);
    const end = isNested ? nestedEnd(bytes, start, slot, nested) : endOfPlain(bytes, start, kind);
    if (end < 0) return -1;
    if (slot >= 0) {
      starts[slot] = kind === TEXT ? start + 1 : start;
      ends[slot] = end;
      kinds[slot] = kind;
    }
    const next = kind === TEXT ? end + 1 : end;
    const separator = bytes[next];
    if (separator === CLOSE) return next + 1;
    if (separator !== COMMA) return -1;
    place = next + 1;
  }
}

const nestedEnd = (bytes: Uint8Array, at: number, slot: number, scan: NestedScan): number =>
  slot < 0 ? -1 : scan(bytes, at, slot);

export const isAbsent = ({ kinds }: RecordSpans, slot: number): boolean => kinds[slot] === ABSENT;
export const isText = ({ kinds }: RecordSpans, slot: number): boolean => kinds[slot] === TEXT;
export const isNestedValue = ({ kinds }: RecordSpans, slot: number): boolean => kinds[slot] === NESTED;

/** The digits of a text value at `scale`; NaN when it is missing, no text, or not exact. */
export function recordDigits(bytes: Uint8Array, spans: RecordSpans, slot: number, scale: number): number {
  if (spans.kinds[slot] !== TEXT) return NOT_EXACT;
  return scanDigits(bytes, spans.starts[slot] ?? 0, spans.ends[slot] ?? 0, scale);
}

/** An integer value; NaN when it is missing, a text, or not exact. */
export function recordInteger(bytes: Uint8Array, spans: RecordSpans, slot: number): number {
  if (spans.kinds[slot] !== NUMBER) return NOT_EXACT;
  return scanDigits(bytes, spans.starts[slot] ?? 0, spans.ends[slot] ?? 0, 0);
}
