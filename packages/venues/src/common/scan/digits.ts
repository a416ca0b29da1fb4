/** What `scanDigits` answers for everything that is not an exact number below 2^53 in plain digits. */
export const NOT_EXACT = Number.NaN;

const ZERO = 48;
const POINT = 46;
const MINUS = 45;
/** One more digit cannot take a value of at most this beyond 2^53. */
const SAFE_BEFORE_DIGIT = (Number.MAX_SAFE_INTEGER - 9) / 10;

/** Reads bytes[start, end) as an integer at `scale` digits: no exponent, no rounding, no string made. */
export function scanDigits(bytes: Uint8Array, start: number, end: number, scale: number): number {
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative) at += 1;
  let value = 0;
  let left = scale;
  let behindPoint = false;
  const first = at;
  for (; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (behindPoint) {
        if (left === 0) {
          if (digit !== 0) return NOT_EXACT;
          continue;
        }
        left -= 1;
      }
      if (value > SAFE_BEFORE_DIGIT) return NOT_EXACT;
      value = value * 10 + digit;
    } else if (bytes[at] === POINT && !behindPoint && at > first && at + 1 < end) {
      behindPoint = true;
    } else {
      return NOT_EXACT;
    }
  }
  if (at === first) return NOT_EXACT;
  for (; left > 0; left -= 1) {
    if (value > SAFE_BEFORE_DIGIT) return NOT_EXACT;
    value *= 10;
  }
  return negative && value !== 0 ? -value : value;
}
