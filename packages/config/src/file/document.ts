import { err, ok, type Result } from "@evenkeel/core/units";
import { type Document, LineCounter, parseDocument, type YAMLError } from "yaml";
import type { ConfigError } from "../error.ts";

/** YAML 1.2 and JSON as a document that keeps its comments. The library's own words quote the file; ours never do. */
export function parseText(text: string): Result<Document, ConfigError> {
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(text, {
      version: "1.2",
      // Every scalar stays the text it is: what a number is, is decided in plain.ts.
      schema: "failsafe",
      // A key without a value has no other way back into text.
      customTags: (tags) => [...tags, "null"],
      strict: true,
      uniqueKeys: true,
      prettyErrors: false,
      lineCounter,
    });
    const [first] = [...document.errors, ...document.warnings];
    return first === undefined ? ok(document) : err(inWords(first, lineCounter));
  } catch {
    // The only thing left to throw is the stack, at a file that is all brackets.
    return err({ code: "not-yaml", path: "", message: "The configuration file nests too deep." });
  }
}

function inWords(error: YAMLError, lines: LineCounter): ConfigError {
  const { line, col } = lines.linePos(error.pos[0]);
  const where = `line ${line}, column ${col}`;
  switch (error.code) {
    case "DUPLICATE_KEY":
      return { code: "duplicate-key", path: "", message: `The configuration file names a key twice (${where}).` };
    case "TAG_RESOLVE_FAILED":
      return { code: "unsafe-yaml", path: "", message: `The configuration file uses a tag (${where}); none is known.` };
    default:
      return { code: "not-yaml", path: "", message: `The configuration file is not YAML (${where}).` };
  }
}
