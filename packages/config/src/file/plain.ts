import { err, ok, type Result } from "@evenkeel/core/units";
import { isAlias, isMap, isScalar, isSeq, type Node, type ParsedNode, type Scalar } from "yaml";
import type { ConfigError } from "../error.ts";

/** Numbers as people write them. YAML would also read 0x10, 0o17, .inf and .nan; here those stay text. */
const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const DEPTH_MAX = 16;

type Plain = Result<unknown, ConfigError>;

/** A parsed node as plain data. Anchors, aliases and tags are refused: nothing in this file needs one. */
export function toPlain(node: Node | ParsedNode | null, depth = 0): Plain {
  if (node === null) return ok(null);
  if (depth > DEPTH_MAX) return refuse("nests too deep");
  if (isAlias(node)) return unsafe("an alias");
  if (node.tag !== undefined) return unsafe("a tag");
  if ("anchor" in node && node.anchor !== undefined) return unsafe("an anchor");
  if (isScalar(node)) return ok(scalarOf(node));
  if (isSeq(node)) {
    const items: unknown[] = [];
    for (const item of node.items) {
      const plain = toPlain(item as Node | null, depth + 1);
      if (!plain.ok) return plain;
      items.push(plain.value);
    }
    return ok(items);
  }
  if (!isMap(node)) return refuse("has a shape nobody knows");
  const entries: [string, unknown][] = [];
  for (const { key, value } of node.items) {
    const name = toPlain(key as Node | null, depth + 1);
    if (!name.ok) return name;
    if (typeof name.value !== "string") return refuse("has a key that is no word");
    const plain = toPlain(value as Node | null, depth + 1);
    if (!plain.ok) return plain;
    entries.push([name.value, plain.value]);
  }
  return ok(Object.fromEntries(entries));
}

function scalarOf({ type, source, value }: Scalar): unknown {
  if (type !== "PLAIN") return String(value);
  const text = source ?? "";
  if (text === "" || text === "null" || text === "~") return null;
  if (text === "true" || text === "false") return text === "true";
  return NUMBER.test(text) ? Number(text) : text;
}

const unsafe = (what: string): Plain =>
  err({ code: "unsafe-yaml", path: "", message: `The configuration file uses ${what}, which nothing here needs.` });

const refuse = (why: string): Plain => err({ code: "bad-shape", path: "", message: `The configuration file ${why}.` });
