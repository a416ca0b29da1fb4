import { COMMON_PASSWORDS } from "./common.generated.ts";

export const PASSWORD_LENGTH_MIN = 12;
/** Longer ones only cost hashing time. */
export const PASSWORD_LENGTH_MAX = 200;
const DISTINCT_CHARACTERS_MIN = 5;
/** What is left beside a common word must be at least this much of a password. */
const REMAINDER_LENGTH_MIN = 8;

export type PasswordRefusal = "too-short" | "too-long" | "common" | "too-simple" | "has-name";

const common = new Set(COMMON_PASSWORDS.split(/\s+/).filter((word) => word !== ""));

const UNDISGUISED: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};
/** "P@ss-w0rd" is "password". */
const plain = (text: string): string =>
  text.replace(/[\s._-]/g, "").replace(/[013457@$!]/g, (character) => UNDISGUISED[character] ?? character);

/** NFKC, so that the same keys on another machine are the same password. */
export const normalisePassword = (password: string): string => password.normalize("NFKC");

/** The shortest piece the text repeats; the text itself when it repeats none. */
function period(text: string): string {
  for (let length = 1; length <= text.length / 2; length++) {
    const piece = text.slice(0, length);
    if (piece.repeat(Math.ceil(text.length / length)).slice(0, text.length) === text) return piece;
  }
  return text;
}

/** Rows of keys, the alphabet and digits, each way. */
const RUNS = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "1qaz2wsx3edc4rfv5tgb",
].flatMap((run) => [run, Array.from(run).reverse().join("")]);

/** The text with keyboard runs of four and more taken out. */
function withoutRuns(text: string): string {
  let left = text;
  for (const run of RUNS)
    for (let length = Math.min(run.length, left.length); length >= 4; length--)
      for (let at = 0; at + length <= run.length; at++) left = left.replaceAll(run.slice(at, at + length), "");
  return left;
}

function isCommon(lower: string): boolean {
  const letters = lower.replace(/^[^a-z]+|[^a-z]+$/g, "");
  const spellings = [lower, plain(lower), letters, plain(letters), period(lower), period(plain(lower))];
  if (spellings.some((spelling) => common.has(spelling))) return true;
  // A common word with a little around it ("letmein-2024!") is still that word.
  for (const text of [lower, plain(lower)])
    for (let start = 0; start < text.length; start++)
      for (let end = text.length; end - start > text.length - REMAINDER_LENGTH_MIN && end - start >= 4; end--)
        if (common.has(text.slice(start, end))) return true;
  return false;
}

/** null: good enough. The name's words must not make up the password. */
export function checkPassword(password: string, name: string): PasswordRefusal | null {
  const text = normalisePassword(password);
  if (Array.from(text).length < PASSWORD_LENGTH_MIN) return "too-short";
  if (Array.from(text).length > PASSWORD_LENGTH_MAX) return "too-long";
  const lower = text.toLowerCase();
  if (new Set(lower).size < DISTINCT_CHARACTERS_MIN || withoutRuns(lower).length < 4) return "too-simple";
  if (isCommon(lower)) return "common";
  const own = [...name.toLowerCase().split(/[^\p{L}\p{N}]+/u), "evenkeel"].filter((word) => word.length >= 4);
  return own.some((word) => lower.replaceAll(word, "").length < REMAINDER_LENGTH_MIN) ? "has-name" : null;
}

export const PASSWORD_REFUSALS: Readonly<Record<PasswordRefusal, string>> = {
  "too-short": `Use at least ${PASSWORD_LENGTH_MIN} characters. A few unrelated words are easy to remember.`,
  "too-long": `Use at most ${PASSWORD_LENGTH_MAX} characters.`,
  common: "This is on the list of common passwords, or close to one. Choose something of your own.",
  "too-simple": "This repeats itself or follows the keys. Choose something less regular.",
  "has-name": "This is mostly your name or the product's. Choose something else.",
};
