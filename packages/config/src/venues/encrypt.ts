import { err, ok, type Result } from "@evenkeel/core/units";
import { type Document, isMap, isScalar, isSeq, parseDocument, Scalar, type YAMLMap } from "yaml";
import type { ConfigError } from "../error.ts";
import { isSealed, type Kek, Secret, seal } from "../seal/index.ts";
import { SEALED_FIELDS, type SealedField, sealedAs, type VenueEntry, venuesSchema } from "./schema.ts";

const FILE_BYTES_MAX = 65_536;

export type Encrypted = { readonly text: string; readonly sealed: number; readonly already: number };

type Splice = { readonly start: number; readonly end: number; readonly text: string };

const refuse = (path: string, message: string): Result<never, ConfigError> => err({ code: "bad-shape", path, message });

/**
 * The file's text with every plain `apiKey` and `secret` of its `venues` sealed in place. Only those letters change:
 * comments, order and spacing stay as their owner wrote them.
 */
export function encryptVenues(text: string, kek: Kek): Result<Encrypted, ConfigError> {
  if (Buffer.byteLength(text) > FILE_BYTES_MAX) return refuse("", `The file exceeds ${FILE_BYTES_MAX} bytes.`);
  const document = parseDocument(text, { logLevel: "silent" });
  if (document.errors.length > 0) {
    const line = document.errors[0]?.linePos?.[0].line ?? 1;
    return refuse("", `The file is not YAML (line ${line}).`);
  }
  const entries = entriesOf(document);
  if (!entries.ok) return entries;
  const splices: Splice[] = [];
  let already = 0;
  for (const { entry, node, at } of entries.value) {
    for (const field of SEALED_FIELDS) {
      const spliced = spliceOf(node, entry, field, `venues.${at}.${field}`, kek);
      if (!spliced.ok) return spliced;
      if (spliced.value === null) already += 1;
      else splices.push(spliced.value);
    }
  }
  const last = splices.toSorted((a, b) => b.start - a.start);
  const sealedText = last.reduce(
    (whole, { start, end, text: value }) => whole.slice(0, start) + value + whole.slice(end),
    text,
  );
  return ok({ text: sealedText, sealed: splices.length, already });
}

type Entry = { readonly entry: VenueEntry; readonly node: YAMLMap; readonly at: number };

function entriesOf(document: Document.Parsed): Result<readonly Entry[], ConfigError> {
  const section = document.get("venues");
  if (!isSeq(section)) return refuse("venues", "The file has no venues list; docs/examples/evenkeel.yaml shows one.");
  const parsed = venuesSchema.safeParse(section.toJS(document, { maxAliasCount: 0 }));
  if (!parsed.success) {
    const path = ["venues", ...(parsed.error.issues[0]?.path ?? [])].map(String).join(".");
    return refuse(path, `${path} does not have the shape docs/examples/evenkeel.yaml shows.`);
  }
  const entries: Entry[] = [];
  for (const [at, entry] of parsed.data.entries()) {
    const node = section.items[at];
    if (!isMap(node)) return refuse(`venues.${at}`, `venues.${at} is a reference: write it out.`);
    entries.push({ entry, node, at });
  }
  return ok(entries);
}

/** Where the plain value stands and what replaces it; `null` when it is sealed. */
function spliceOf(
  node: YAMLMap,
  entry: VenueEntry,
  field: SealedField,
  path: string,
  kek: Kek,
): Result<Splice | null, ConfigError> {
  if (isSealed(entry[field])) return ok(null);
  const value = node.get(field, true);
  const onOneLine = isScalar(value) && value.type !== Scalar.BLOCK_FOLDED && value.type !== Scalar.BLOCK_LITERAL;
  if (!onOneLine || !value.range || value.anchor !== undefined)
    return refuse(path, `${path} must be a plain or quoted text on one line.`);
  const sealed = seal(new Secret(entry[field]), sealedAs(entry, field), kek);
  if (!sealed.ok) return refuse(path, `${path}: ${sealed.error.message}`);
  return ok({ start: value.range[0], end: value.range[1], text: `"${sealed.value}"` });
}
