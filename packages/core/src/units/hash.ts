/**
 * A 64-bit fingerprint of a text as 16 hex digits: for seals, replay hashes and derived ids. Not for secrets.
 * Two 32-bit FNV-style lanes with different primes, mixed at the end so that every input bit reaches both.
 */
export function fingerprint(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b);
    high ^= high >>> 15;
  }
  low ^= Math.imul(high ^ (high >>> 16), 0xc2b2ae35);
  high ^= Math.imul(low ^ (low >>> 13), 0x27d4eb2f);
  return hex(high) + hex(low);
}

/** A text as a number from 0 to just below 1, spread evenly: chance that replays the same. */
export const fraction = (text: string): number => Number.parseInt(fingerprint(text).slice(0, 8), 16) / 2 ** 32;

const hex = (lane: number): string => (lane >>> 0).toString(16).padStart(8, "0");
