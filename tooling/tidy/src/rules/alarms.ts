import { findPattern, type Rule } from "../rule.ts";

const PAGE = "docs/runbooks/alarms.md";
const RAISERS = /^(?:packages\/core|apps\/engine)\/src\/(?!.*\.test\.ts$)/;
/** What the core raises with a code of its own, and what the engine notes by itself. */
const RAISED =
  /\balert\(\s*state,\s*(?:"[A-Z]+"|\w+),\s*"([a-z-]+)"|\bnote\([^{}]*\{\s*level:\s*"[A-Z]+",\s*code:\s*"([a-z-]+)"/g;
const codeOf = ([, raised, noted]: RegExpMatchArray): string => raised ?? noted ?? "";

/** Whoever is woken by a code must find it on the page of alarms. */
export const alarms: Rule = {
  name: "alarm",
  check: ({ sources, documents }) => {
    const page = documents.find(({ path }) => path === PAGE)?.text ?? "";
    return sources
      .filter(({ path }) => RAISERS.test(path))
      .flatMap(({ path, uncommented }) => {
        const place = { path, text: uncommented };
        return findPattern(place, RAISED, (match) => codeOf(match));
      })
      .filter(({ message: code }) => !page.includes(`\`${code}\``))
      .map((finding) => ({ ...finding, message: `raises "${finding.message}", which ${PAGE} does not explain` }));
  },
};
