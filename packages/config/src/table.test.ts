import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { keyTables } from "./table.ts";

const DOCUMENT = new URL("../../../docs/configuration.md", import.meta.url);

/** A line's cells without the padding a formatter may add. */
const cellsOf = (text: string): string[] =>
  text
    .split("\n")
    .filter((line) => /^(\||## )/.test(line))
    .map((line) => line.replace(/ +/g, " ").replace(/-{3,}/g, "---"));

it("docs/configuration.md says of every key what the schema says", () => {
  const [, tables = ""] = readFileSync(DOCUMENT, "utf8").split("<!-- keys -->");
  expect(cellsOf(tables)).toEqual(cellsOf(keyTables()));
});
