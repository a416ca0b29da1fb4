import { defineConfig } from "vitest/config";

const project = (name: string, include: string[], testTimeout = 5_000, settings: { maxWorkers?: number } = {}) => ({
  test: {
    ...settings,
    name,
    include,
    testTimeout,
    hookTimeout: testTimeout,
    exclude: ["**/node_modules/**", "**/dist/**", "**/.next/**"],
  },
});

export default defineConfig({
  test: {
    projects: [
      project("unit", ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "tooling/*/src/**/*.test.ts"]),
      project("scenario", ["tests/scenario/**/*.test.ts"]),
      // Two files at once where nothing is shared between them: the smallest machine has two cores.
      project("simulation", ["tests/simulation/**/*.test.ts"], 600_000, { maxWorkers: 2 }),
      project("contract", ["tests/contract/**/*.test.ts", "apps/*/test/**/*.test.ts"], 120_000),
      project("recovery", ["tests/recovery/**/*.test.ts"], 180_000),
      project("fuzz", ["tests/fuzz/**/*.test.ts"], 120_000, { maxWorkers: 2 }),
      project("database", ["packages/store/test/**/*.test.ts"], 60_000),
    ],
  },
});
