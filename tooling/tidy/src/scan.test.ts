import { expect, it } from "vitest";
import { scan } from "./scan.ts";
import { readSource } from "./source.ts";

it.each([
  ["a // b", "a     "],
  ["a /* b\nc */ d", "a     \n     d"],
  ['f("a // b")', 'f("      ")'],
  ["f('it\\'s', x)", "f('     ', x)"],
  ["`a ${b(`c ${d}`)} e`", "`  ${b(`  ${d}`)}  `"],
  ["`${{ a: 1 }.a} b`", "`${{ a: 1 }.a}  `"],
  ['x = /["`]/g; y', "x = /    /g; y"],
  ["x = /[/]b/; y", "x = /    /; y"],
  ["return /b/", "return / /"],
  ["a / b; c / d", "a / b; c / d"],
  ["(a) / b / c", "(a) / b / c"],
  ["<p>don't</p>; 'b'", "<p>don't</p>; ' '"],
  ["<br />; a // b", "<br />; a     "],
  ["`a", "` "],
  ["/* a", "    "],
])("keeps only the code of %j", (text, bare) => {
  expect(scan(text).bare).toBe(bare);
  expect(scan(text).uncommented).toHaveLength(text.length);
});

it.each([
  ['import a, { type B } from "x";', ["x"]],
  ['import type * as a from "x"\nimport "y"', ["x", "y"]],
  ['export { a as b } from "x"; export * from "y";', ["x", "y"]],
  ['const a = await import("x"); type B = import("y").B;', ["x", "y"]],
  ['const a = require("x"); require.resolve("y")', ["x", "y"]],
  ['export const a = Array.from("x"); // import "y"', []],
  ['const a = `import "x"`; export function b() {}\nconst from = "z";', []],
])("finds the imports of %j", (text, specifiers) => {
  expect(readSource("a.ts", text).imports.map(({ specifier }) => specifier)).toEqual(specifiers);
});
