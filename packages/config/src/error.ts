export type ConfigErrorCode =
  | "unreadable" // the file is missing or may not be read
  | "empty" // nothing at all: more likely a slip than the wish for every shipped value
  | "not-yaml"
  | "duplicate-key"
  | "unsafe-yaml" // an anchor, an alias or a tag: nothing here needs one
  | "unknown-key"
  | "not-a-number" // text, null, NaN or infinity where a number belongs
  | "out-of-range"
  | "not-whole"
  | "contradiction" // each number is fine alone, together they cannot be
  | "plaintext-secret" // a venue's secret that "evenkeel config encrypt" has not sealed
  | "bad-shape";

/** `path` names the key (`size.leverage`); `message` is one sentence for the owner. */
export type ConfigError = { readonly code: ConfigErrorCode; readonly path: string; readonly message: string };
