import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import type { Document, Tree } from "../tree.ts";

const isGuide = (path: string): boolean => path === "README.md" || /^docs\/.*\.md$/.test(path);
/** A path in backticks that begins at the root; patterns with a placeholder or a star are not citations. */
const CITED = /`((?:packages|apps|tests|tooling|docs|drizzle|\.github|\.ci)\/[^`\s*<>{}…]*)`/g;
const LINKED = /\]\((?![a-z]+:|#)([^)\s#]+)(?:#[^)\s]*)?\)/g;

function exists(tree: Tree, cited: string): boolean {
  const path = posix
    .normalize(cited)
    .replace(/:\d+(?:-\d+)?$/, "")
    .replace(/\/$/, "");
  if (path === "." || tree.paths.has(path)) return true;
  for (const known of tree.paths) if (known.startsWith(`${path}/`)) return true;
  return false;
}

function checkGuide(guide: Document, tree: Tree) {
  const folder = posix.dirname(guide.path);
  const message = (match: RegExpMatchArray) => `cites ${match[1]}, which is not there`;
  const missing = (pattern: RegExp, base: string) =>
    [...guide.text.matchAll(pattern)].filter((match) => !exists(tree, posix.join(base, match[1] ?? "")));
  const report = (matches: readonly RegExpMatchArray[]) =>
    matches.map((match) => ({
      path: guide.path,
      line: guide.text.slice(0, match.index).split("\n").length,
      message: message(match),
    }));
  return [...report(missing(CITED, "")), ...report(missing(LINKED, folder))];
}

export const documentPaths: Rule = {
  name: "document-path",
  check: (tree) => tree.documents.filter(({ path }) => isGuide(path)).flatMap((guide) => checkGuide(guide, tree)),
};
