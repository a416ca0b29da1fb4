import { type Config, configSections, DEFAULT_CONFIG } from "@evenkeel/core/events";
import { ok, type Result } from "@evenkeel/core/units";
import { type Document, isMap, isScalar } from "yaml";
import type { ConfigError } from "../error.ts";
import { valueAt } from "../value.ts";
import { parseText } from "./document.ts";
import { toPlain } from "./plain.ts";

/** What a new installation's file says. */
export const FIRST_FILE = `# Evenkeel's configuration: only what differs from the shipped values.
# Edit and save: a running engine takes it within seconds, or says why not and changes nothing.
# A change made on the page or by "evenkeel config set" is written here too. Every key: docs/configuration.md
#
# size:
#   pairsMax: 3
`;

/**
 * The owner's file with the numbers of `config`: what equals the shipped value leaves, what moved is set in place, and
 * everything else, comments above all, stays as it was written.
 */
export function writeOwnerFile(text: string, config: Config): Result<string, ConfigError> {
  const parsed = parseText(text);
  if (!parsed.ok) return parsed;
  const document = parsed.value;
  if (!isMap(document.contents)) document.contents = document.createNode({});
  for (const [section, numbers] of configSections(config)) {
    for (const [name, number] of Object.entries(numbers)) place(document, section, name, number);
    if (isEmptyMap(document.get(section, true))) document.delete(section);
  }
  const yaml = document.toString({ lineWidth: 0 });
  return isJson(text) ? toJson(yaml) : ok(yaml);
}

function place(document: Document, section: string, name: string, number: number): void {
  const path = [section, name];
  const shipped = valueAt(DEFAULT_CONFIG, `${section}.${name}`);
  const written = document.hasIn(path) ? document.getIn(path, true) : undefined;
  if (isScalar(written) && Number(written.source) === number) return;
  if (number === shipped) {
    if (written !== undefined) document.deleteIn(path);
    return;
  }
  if (!isMap(document.get(section, true))) document.set(section, document.createNode({}));
  if (isScalar(written)) {
    written.value = String(number);
    delete written.source;
  } else document.setIn(path, document.createNode(String(number)));
}

const isEmptyMap = (node: unknown): boolean => isMap(node) && node.items.length === 0;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What JSON was stays JSON; the document is read anew, because what was set in it is no parsed node. */
function toJson(yaml: string): Result<string, ConfigError> {
  const parsed = parseText(yaml);
  const plain = parsed.ok ? toPlain(parsed.value.contents) : parsed;
  return plain.ok ? ok(`${JSON.stringify(plain.value, null, 2)}\n`) : plain;
}
