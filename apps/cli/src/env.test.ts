import { resolve } from "node:path";
import { expect, test } from "vitest";
import { standingFolder } from "./env.ts";
import { ROOT } from "./paths.ts";

test("a command called through npm stands where npm was called, any other where it is", () => {
  expect(standingFolder({ INIT_CWD: "/srv/elsewhere" }, resolve(ROOT))).toBe("/srv/elsewhere");
  expect(standingFolder({}, resolve(ROOT))).toBe(resolve(ROOT));
  expect(standingFolder({ INIT_CWD: "/srv/elsewhere" }, "/tmp")).toBe("/tmp");
});
