import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readSource, type Source } from "./source.ts";

export type Document = { readonly path: string; readonly text: string };

/** The repository as the rules see it. Paths are relative to its root and use forward slashes. */
export type Tree = {
  /** Every file, also those whose text no rule reads. */
  readonly paths: ReadonlySet<string>;
  readonly sources: readonly Source[];
  /** Everything else with words in it: manifests, documents, workflows, styles, SQL. */
  readonly documents: readonly Document[];
};

const SOURCE = /\.(?:[cm]?ts|tsx|[cm]?js|jsx)$/;
const DOCUMENT = /\.(?:json|jsonc|ya?ml|md|css|sql|sh|toml|html|txt)$|(?:^|\/)Dockerfile[^/]*$|^\.ci\//;
/** Recorded venue messages and generated migrations' bookkeeping: data, not writing. */
const DATA = /(?:^|\/)(?:payloads|drizzle\/meta)\//;
const FOLDERS_SKIPPED = new Set([
  ".cache",
  ".git",
  ".next",
  ".turbo",
  "coverage",
  "dist",
  "node_modules",
  "playwright-report",
  "test-results",
]);

export function treeOf(files: Readonly<Record<string, string>>): Tree {
  const readable = Object.entries(files).filter(([path]) => !DATA.test(path));
  return {
    paths: new Set(Object.keys(files)),
    sources: readable.filter(([path]) => SOURCE.test(path)).map(([path, text]) => readSource(path, text)),
    documents: readable.filter(([path]) => DOCUMENT.test(path)).map(([path, text]) => ({ path, text })),
  };
}

/** Walks the folder itself instead of asking git, so that it works in an unpacked archive and cannot fail open. */
export function readTree(root: string): Tree {
  const files: Record<string, string> = {};
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!FOLDERS_SKIPPED.has(entry.name) && path !== "data") walk(path);
      } else if (entry.isFile()) {
        const read = (SOURCE.test(path) || DOCUMENT.test(path)) && !DATA.test(path);
        files[path] = read ? readFileSync(join(root, path), "utf8") : "";
      }
    }
  };
  walk("");
  return treeOf(files);
}
