import type { Tree } from "./tree.ts";

export type Finding = { readonly path: string; readonly line: number; readonly message: string };
export type Rule = { readonly name: string; readonly check: (tree: Tree) => readonly Finding[] };
export type Breach = Finding & { readonly rule: string };

export function checkAll(rules: readonly Rule[], tree: Tree): Breach[] {
  return rules
    .flatMap((rule) => rule.check(tree).map((finding) => ({ ...finding, rule: rule.name })))
    .sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
}

/** The findings of a pattern in a text, one per match. */
export function findPattern(
  place: { readonly path: string; readonly text: string },
  pattern: RegExp,
  message: (match: RegExpMatchArray) => string,
): Finding[] {
  return [...place.text.matchAll(pattern)].map((match) => ({
    path: place.path,
    line: place.text.slice(0, match.index).split("\n").length,
    message: message(match),
  }));
}
