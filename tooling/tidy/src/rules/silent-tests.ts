import { isTest } from "../home.ts";
import type { Finding, Rule } from "../rule.ts";
import type { Source } from "../source.ts";

const CALL = /(?<receiver>[\w$]+)\s*\.\s*(?<verb>only|skip|todo|fails|skipIf|runIf)\b/g;

/** The arguments of the call whose opening parenthesis is at or behind `start`; undefined when it is no call. */
function argumentsAt(source: Source, start: number): string | undefined {
  const open = /^\s*\(/.exec(source.bare.slice(start));
  if (open === null) return undefined;
  let depth = 0;
  for (let index = start + open[0].length - 1; index < source.bare.length; index += 1) {
    const char = source.bare[index];
    if (char === "(") depth += 1;
    if (char === ")") depth -= 1;
    if (depth === 0) return source.uncommented.slice(start + open[0].length, index).trim();
  }
  return undefined;
}

/** `context.skip("reason")` and `test.skip(condition, "reason")` print why; `it.skip("name", ...)` does not. */
function printsReason(receiver: string, given: string): boolean {
  const endsInText = /["'`]\s*,?$/.test(given);
  const beginsWithText = /^["'`]/.test(given);
  if (/^(?:it|describe|suite|bench)$/.test(receiver)) return false;
  return receiver === "test" ? endsInText && !beginsWithText : endsInText;
}

function checkSource(source: Source): Finding[] {
  return [...source.bare.matchAll(CALL)].flatMap((match) => {
    const { receiver = "", verb = "" } = match.groups ?? {};
    const testish = /^(?:it|test|describe|suite|bench|each|concurrent|sequential)$/.test(receiver);
    const given = argumentsAt(source, match.index + match[0].length);
    const finding = (message: string) => [{ path: source.path, line: source.lineAt(match.index), message }];
    if (verb === "skip") {
      if (given === undefined) return testish ? finding(`${receiver}.skip hides tests`) : [];
      const skipsTest = testish || /^(?:context|ctx|task|t|testInfo)$/.test(receiver);
      return skipsTest && !printsReason(receiver, given)
        ? finding(`${receiver}.skip without a printed reason: use context.skip("why")`)
        : [];
    }
    if (!testish) return [];
    return finding(verb === "only" ? `${receiver}.only hides every other test` : `${receiver}.${verb} hides tests`);
  });
}

export const silentTests: Rule = {
  name: "silent-tests",
  check: (tree) => tree.sources.filter(({ path }) => isTest(path)).flatMap(checkSource),
};
