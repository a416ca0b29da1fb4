const decode = (text: string): string =>
  decodeURIComponent(Buffer.from(text.replaceAll("+", " "), "latin1").toString("utf8"));

/** Query and form body into one map; null when an escape is broken. The first of two equal names wins. */
export function readParams(...texts: readonly string[]): Map<string, string> | null {
  const params = new Map<string, string>();
  try {
    for (const text of texts) {
      for (const pair of text.split("&")) {
        if (pair === "") continue;
        const split = pair.indexOf("=");
        const name = decode(split < 0 ? pair : pair.slice(0, split));
        if (!params.has(name)) params.set(name, split < 0 ? "" : decode(pair.slice(split + 1)));
      }
    }
  } catch {
    return null;
  }
  return params;
}
