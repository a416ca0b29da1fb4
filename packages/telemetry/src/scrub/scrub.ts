export const HIDDEN = "[hidden]";
/** Shorter texts are too common to be told from ordinary words. */
const SECRET_LENGTH_MIN = 6;
const NAMED_SECRET = /\b(signature|listenKey|token|password|secret|apiKey)(=|":")[^&"\s]+/gi;
/** What a refused query was given: drizzle writes it into the message, a person's name and a password's hash with it. */
const QUERY_VALUES = /(\nparams: |\\nparams: )(?:[^"\\\n]|\\[^n])*/g;
const URL_PASSWORD = /(\/\/[^:/@\s"]+:)[^@\s"]+@/g;

function formsOf(secrets: readonly string[]): readonly string[] {
  const forms = secrets
    .filter((secret) => secret.length >= SECRET_LENGTH_MIN)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  return [...new Set(forms)].toSorted((a, b) => b.length - a.length);
}

/**
 * Takes every known secret, and whatever looks like one, out of a line. The last thing before the bytes leave.
 * `secrets` may grow: a key that is opened later is known from then on.
 */
export function createScrubber(secrets: readonly string[]): (line: string) => string {
  let known = { count: secrets.length, forms: formsOf(secrets) };
  return (line) => {
    if (secrets.length !== known.count) known = { count: secrets.length, forms: formsOf(secrets) };
    return known.forms
      .reduce((text, secret) => text.replaceAll(secret, HIDDEN), line)
      .replaceAll(QUERY_VALUES, `$1${HIDDEN}`)
      .replaceAll(NAMED_SECRET, `$1$2${HIDDEN}`)
      .replaceAll(URL_PASSWORD, `$1${HIDDEN}@`);
  };
}
