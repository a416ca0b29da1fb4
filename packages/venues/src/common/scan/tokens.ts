const QUOTE = 34;
const BACKSLASH = 92;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;

/** 1 for every byte that stands for itself inside a JSON text: no control character, no quote, no backslash. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

/** End of the text that opens at `at`; -1 where it holds an escape or what no text may hold. */
export function endOfText(bytes: Uint8Array, at: number): number {
  let end = at + 1;
  while (PLAIN[bytes[end] ?? 0] === 1) end += 1;
  return bytes[end] === QUOTE ? end : -1;
}

/** End of the JSON integer at `at`; -1 for signs, points, exponents and leading zeros. */
export function endOfInteger(bytes: Uint8Array, at: number): number {
  let end = at;
  for (let byte = bytes[end] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[end] ?? 0) end += 1;
  if (end === at || (bytes[at] === ZERO && end - at > 1)) return -1;
  return end;
}

export const TRUE_WORD = new TextEncoder().encode("true");
export const FALSE_WORD = new TextEncoder().encode("false");

/** End of the word that stands whole at `at`; -1 where another does. */
export function endOfWord(bytes: Uint8Array, at: number, word: Uint8Array): number {
  for (let letter = 0; letter < word.length; letter += 1) if (bytes[at + letter] !== word[letter]) return -1;
  return at + word.length;
}
