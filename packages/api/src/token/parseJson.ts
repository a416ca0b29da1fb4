/** Null for what is no JSON; the schema behind refuses both. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
