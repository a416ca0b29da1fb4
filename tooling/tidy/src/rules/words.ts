import { isTest } from "../home.ts";
import { findPattern, type Rule } from "../rule.ts";
import type { Source } from "../source.ts";

/** This rule's own breaches live beside it. */
const OWN = "tooling/tidy/";
const UNFINISHED = /\b(?:TODO|FIXME|XXX)\b/g;
const SUPPRESSED = /(?:oxlint|eslint)-disable(?![^\n]*--\s*\S)/g;

function checkSource(source: Source) {
  const asAny = findPattern({ path: source.path, text: source.bare }, /\bas\s+any\b/g, () => "as any: name the type");
  const ignored = findPattern(source, /@ts-(?:ignore|nocheck)\b/g, ([word]) => `${word}: mend the type`);
  const expected = isTest(source.path)
    ? []
    : findPattern(source, /@ts-expect-error\b/g, ([word]) => `${word}: for type tests only`);
  const suppressed = findPattern(source, SUPPRESSED, () => "a suppressed lint says why, behind --");
  return [...asAny, ...ignored, ...expected, ...suppressed];
}

export const words: Rule = {
  name: "words",
  check: (tree) =>
    [
      ...[...tree.sources, ...tree.documents]
        .filter(({ path }) => path !== "pnpm-lock.yaml")
        .flatMap((file) => findPattern(file, UNFINISHED, ([word]) => `${word}: finish it or leave it out`)),
      ...tree.sources.flatMap(checkSource),
    ].filter(({ path }) => !path.startsWith(OWN)),
};
