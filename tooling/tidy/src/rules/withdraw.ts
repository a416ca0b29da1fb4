import { isTest } from "../home.ts";
import type { Finding, Rule } from "../rule.ts";
import type { Source } from "../source.ts";

/** Code that refuses keys which could move money out has to name the permission. */
const PERMISSION_CHECKS = /(?:^|\/)[^/]*(?:permission|restriction)[^/]*$/i;
/** Words of venue answers, which the simulated exchange must give as its venue does; they call nothing. */
const ANSWER_WORDS = new Set([
  "WITHDRAW",
  "availableToWithdraw",
  "canWithdraw",
  "enableWithdrawals",
  "maxWithdrawAmount",
  "withdrawAllEnable",
  "withdrawing",
]);
const isAnswer = (path: string, text: string): boolean =>
  path.startsWith("packages/exchange-sim/src/wire/") && ANSWER_WORDS.has(text.replace(/^\.\s*/, ""));
const NAME = /[\w$]*withdraw[\w$]*/gi;
/** In TSX a bare word may be a sentence on the page; a property, a call or a key is code. */
const NAME_IN_TSX = /\.\s*[\w$]*withdraw[\w$]*|[\w$]*withdraw[\w$]*(?=\s*[(:=])/gi;

function checkSource(source: Source): Finding[] {
  const finding = (index: number, text: string): Finding => ({
    path: source.path,
    line: source.lineAt(index),
    message: `${text}: the product has no code that withdraws`,
  });
  const names = source.bare.matchAll(source.path.endsWith("x") ? NAME_IN_TSX : NAME);
  /** A string with spaces is a sentence; without, it is a path, a key or a method name. */
  const strings = source.literals.filter(({ text }) => /withdraw/i.test(text) && !/\s/.test(text));
  return [
    ...[...names].map((match) => ({ start: match.index, text: match[0].trim() })),
    ...strings.map(({ start, text }) => ({ start, text })),
  ]
    .filter(({ text }) => !isAnswer(source.path, text))
    .map(({ start, text }) => finding(start, text));
}

export const withdraw: Rule = {
  name: "withdraw",
  check: (tree) =>
    tree.sources
      .filter(({ path }) => !isTest(path) && !PERMISSION_CHECKS.test(path) && !path.startsWith("tooling/tidy/"))
      .flatMap(checkSource),
};
