import { expect, test } from "vitest";
import { nestsTooDeep } from "./depth.ts";

const nested = (levels: number, open: string, close: string): string =>
  `${open.repeat(levels)}1${close.repeat(levels)}`;

test.each([
  ["", false],
  ["not json at all", false],
  [nested(64, "[", "]"), false],
  [nested(65, "[", "]"), true],
  [nested(65, '{"a":', "}"), true],
  [JSON.stringify({ text: "[".repeat(100) }), false],
  [JSON.stringify({ text: '\\"['.repeat(100) }), false],
  [`[${"[],".repeat(200)}[]]`, false],
])("%.30s", (text, expected) => expect(nestsTooDeep(text)).toBe(expected));
