export const SECRET_BYTES_MIN = 32;
const LETTERS_MIN = 10;
/** What people and examples write where a generated secret belongs. */
const PLACEHOLDER =
  /change.?me|replace.?me|pass(?:word|phrase)|example|placeholder|default|insecure|(?:your|my|super|very).?secret|qwerty|letmein/i;

/** The text is one piece, written again and again. */
function repeats(text: string): boolean {
  for (let length = 1; length <= text.length / 2; length += 1) {
    const piece = text.slice(0, length);
    if (piece.repeat(Math.ceil(text.length / length)).slice(0, text.length) === text) return true;
  }
  return false;
}

/** More than half of it follows from the letter before. */
function counts(text: string): boolean {
  let steps = 0;
  for (let at = 1; at < text.length; at += 1)
    if (Math.abs(text.charCodeAt(at) - text.charCodeAt(at - 1)) === 1) steps += 1;
  return steps > text.length / 2;
}

/** Why nobody should rely on this secret, or null. Says nothing of the secret itself. */
export function weaknessOf(secret: string): string | null {
  if (new TextEncoder().encode(secret).length < SECRET_BYTES_MIN) return `needs at least ${SECRET_BYTES_MIN} bytes`;
  if (PLACEHOLDER.test(secret)) return "is a placeholder; generate one (openssl rand -base64 32)";
  if (new Set(secret).size < LETTERS_MIN || repeats(secret) || counts(secret))
    return "is easy to guess; generate one (openssl rand -base64 32)";
  return null;
}
