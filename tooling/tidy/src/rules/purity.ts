import { isPure, isTest } from "../home.ts";
import type { Finding, Rule } from "../rule.ts";
import type { Source } from "../source.ts";

type Ban = { readonly pattern: RegExp; readonly message: string };

/** Banned in tests too: a deterministic part deserves deterministic tests. */
const NONDETERMINISM: readonly Ban[] = [
  { pattern: /\bDate\s*\.\s*now\b/g, message: "Date.now: time arrives inside events" },
  { pattern: /\bnew\s+Date\b(?!\s*\(\s*[^\s)])/g, message: "new Date() reads the clock: time arrives inside events" },
  { pattern: /(?<![.\w$]|new\s)Date\s*\(/g, message: "Date() reads the clock: time arrives inside events" },
  { pattern: /(?<![.\w$])performance\s*\./g, message: "performance: time arrives inside events" },
  { pattern: /\bMath\s*\.\s*random\b/g, message: "Math.random: use the seeded generator of the state" },
  { pattern: /(?<![.\w$])crypto\s*\./g, message: "crypto: ids derive from inputs" },
  {
    pattern: /(?<![.\w$])(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/g,
    message: "timers: ask for a timer as an effect",
  },
];

const OUTSIDE: readonly Ban[] = [
  { pattern: /(?<![.\w$])process\s*[.[]/g, message: "process: configuration arrives inside events" },
  { pattern: /(?<![.\w$])globalThis\b/g, message: "globalThis: nothing ambient" },
  { pattern: /(?<![.\w$])console\s*\./g, message: "console: return an audit record" },
  { pattern: /(?<![.\w$])await\b/g, message: "await: effects complete as events" },
  { pattern: /(?<![.\w$])async\b(?!\s*[?:,})=])/g, message: "async: effects complete as events" },
];

const PROMISE: Ban = { pattern: /(?<![.\w$])Promise\b/g, message: "Promise: only core/ports may name it" };

const isOurs = (specifier: string): boolean => specifier.startsWith(".") || specifier.startsWith("@evenkeel/");

function checkSource(source: Source): Finding[] {
  const test = isTest(source.path);
  const ports = source.path.startsWith("packages/core/src/ports/");
  const bans = [...NONDETERMINISM, ...(test ? [] : OUTSIDE), ...(test || ports ? [] : [PROMISE])];
  const words = bans.flatMap(({ pattern, message }) =>
    [...source.bare.matchAll(pattern)].map((match) => ({
      path: source.path,
      line: source.lineAt(match.index),
      message,
    })),
  );
  const outsiders = test ? [] : source.imports.filter(({ specifier }) => !isOurs(specifier));
  return [
    ...words,
    ...outsiders.map(({ specifier, line }) => ({
      path: source.path,
      line,
      message: `imports ${specifier}: the pure parts import neither Node nor libraries`,
    })),
  ];
}

export const purity: Rule = {
  name: "purity",
  check: (tree) => tree.sources.filter((source) => isPure(source.path)).flatMap(checkSource),
};
