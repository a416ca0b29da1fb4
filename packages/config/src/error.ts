export type ConfigErrorCode =
  | "unreadable" // the file is missing or may not be read
  | "not-json"
  | "unknown-key"
  | "not-a-number" // text, null, NaN or infinity where a number belongs
  | "out-of-range"
  | "not-whole"
  | "contradiction" // each number is fine alone, together they cannot be
  | "plaintext-secret" // a venue's secret that "evenkeel config encrypt" has not sealed
  | "bad-shape";

/** `path` names the key (`size.leverage`); `message` is one sentence for the owner of the file. */
export type ConfigError = { readonly code: ConfigErrorCode; readonly path: string; readonly message: string };
