import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, it } from "vitest";

it("Drizzle's list of exports is short: Node reads it again for every module of it (docs/decisions/0007)", () => {
  const path = createRequire(import.meta.url).resolve("drizzle-orm/package.json");
  const { exports } = JSON.parse(readFileSync(path, "utf8")) as { readonly exports: object };
  expect(JSON.stringify(exports).length).toBeLessThan(5_000);
});
