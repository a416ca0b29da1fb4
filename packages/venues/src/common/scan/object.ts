import { NOT_EXACT, scanDigits } from "./digits.ts";

/** Where the values of one flat JSON object stand; refilled for every object, so a frame makes none. */
export type FieldSpans = {
  /** Start and end of the value of key character c at 2c and 2c + 1; start 0 means: not there. */
  readonly spans: Int32Array;
  /** 1 where the value was a text, 0 where it was a number. */
  readonly quoted: Uint8Array;
};

const KEYS = 128;
const QUOTE = 34;
const COLON = 58;
const COMMA = 44;
const OPEN = 123;
const CLOSE = 125;
const BACKSLASH = 92;
const ZERO = 48;
const NINE = 57;

export const createFieldSpans = (): FieldSpans => ({
  spans: new Int32Array(KEYS * 2),
  quoted: new Uint8Array(KEYS),
});

/** End of the text that opens at `at`; -1 for anything a plain ASCII text does not hold. */
function endOfText(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === QUOTE) return end;
    if (code < 32 || code > 126 || code === BACKSLASH) return -1;
  }
  return -1;
}

/** End of the JSON integer at `at`; -1 for signs, points, exponents and leading zeros. */
function endOfInteger(text: string, at: number): number {
  let end = at;
  for (let code = text.charCodeAt(end); code >= ZERO && code <= NINE; code = text.charCodeAt(end)) end += 1;
  if (end === at || (text.charCodeAt(at) === ZERO && end - at > 1)) return -1;
  return end;
}

/**
 * Reads the flat object at text[at]: one-character keys are noted, longer ones passed over. Returns the place
 * behind it, or -1 on the first unexpected character, which sends the frame to JSON.parse.
 */
export function scanObject(text: string, at: number, into: FieldSpans): number {
  const { spans, quoted } = into;
  spans.fill(0);
  if (text.charCodeAt(at) !== OPEN) return -1;
  let place = at + 1;
  for (;;) {
    if (text.charCodeAt(place) !== QUOTE) return -1;
    const keyEnd = endOfText(text, place);
    if (keyEnd < 0 || text.charCodeAt(keyEnd + 1) !== COLON) return -1;
    const isText = text.charCodeAt(keyEnd + 2) === QUOTE;
    const start = isText ? keyEnd + 3 : keyEnd + 2;
    const end = isText ? endOfText(text, start - 1) : endOfInteger(text, start);
    if (end < 0) return -1;
    if (keyEnd - place === 2) {
      const key = text.charCodeAt(place + 1);
      spans[key * 2] = start;
      spans[key * 2 + 1] = end;
      quoted[key] = isText ? 1 : 0;
    }
    const next = isText ? end + 1 : end;
    const separator = text.charCodeAt(next);
    if (separator === CLOSE) return next + 1;
    if (separator !== COMMA) return -1;
    place = next + 1;
  }
}

/** The digits of a text value at `scale`; NaN when it is missing, no text, or not exact. */
export function scanTextField(frame: string, { spans, quoted }: FieldSpans, key: number, scale: number): number {
  const start = spans[key * 2] ?? 0;
  if (start === 0 || quoted[key] !== 1) return NOT_EXACT;
  return scanDigits(frame, start, spans[key * 2 + 1] ?? 0, scale);
}

/** An integer value; NaN when it is missing, a text, or not exact. */
export function scanIntegerField(frame: string, { spans, quoted }: FieldSpans, key: number): number {
  const start = spans[key * 2] ?? 0;
  if (start === 0 || quoted[key] !== 0) return NOT_EXACT;
  return scanDigits(frame, start, spans[key * 2 + 1] ?? 0, 0);
}
