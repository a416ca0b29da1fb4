import { expect, test } from "vitest";
import { secretLines } from "./report.ts";

test("a secret of one line stands beside its word, one of several below it with every line indented", () => {
  expect(secretLines("abc")).toEqual(["  secret abc"]);
  expect(secretLines("-----BEGIN\nabc\n-----END\n")).toEqual(["  secret", "    -----BEGIN", "    abc", "    -----END"]);
});
