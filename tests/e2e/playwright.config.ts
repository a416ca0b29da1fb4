import { defineConfig } from "@playwright/test";

/** The whole product in a real browser. The tests of a file share one running installation, and files share nothing. */
export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  workers: 2,
  fullyParallel: false,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  outputDir: "../../.cache/e2e",
  reporter: "list",
});
