import { defineConfig } from "@playwright/test";

/** The whole product in a real browser: one worker, because two first starts at once would build the dashboard twice. */
export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  workers: 1,
  fullyParallel: false,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  outputDir: "../../.cache/e2e",
  reporter: "list",
});
