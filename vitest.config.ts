import { defineConfig } from "vitest/config";

const ELSEWHERE = ["**/node_modules/**", "**/dist/**", "**/.next/**"];
/** Beside the code they question, and too long for a run that is wanted within a minute. */
const FUZZ = "packages/*/src/**/*.fuzz.test.ts";
const LONG = "packages/*/src/**/*.long.test.ts";
/** Two files at once where nothing is shared between them: the smallest machine has two cores. */
const BOTH_CORES = { maxWorkers: 2 };

type Settings = { readonly maxWorkers?: number; readonly exclude?: string[] };
const project = (name: string, include: string[], testTimeout = 5_000, settings: Settings = {}) => ({
  test: { exclude: ELSEWHERE, ...settings, name, include, testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  test: {
    projects: [
      project(
        "unit",
        ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "tooling/*/src/**/*.test.ts"],
        // Passwords are hashed as slowly as in life, and the machine may be busy.
        30_000,
        { ...BOTH_CORES, exclude: [...ELSEWHERE, FUZZ, LONG] },
      ),
      project("scenario", ["tests/scenario/**/*.test.ts"]),
      project("simulation", ["tests/simulation/**/*.test.ts", LONG], 600_000, BOTH_CORES),
      project("contract", ["tests/contract/**/*.test.ts", "apps/*/test/**/*.test.ts"], 120_000, BOTH_CORES),
      project("recovery", ["tests/recovery/**/*.test.ts"], 180_000, BOTH_CORES),
      project("fuzz", ["tests/fuzz/**/*.test.ts", FUZZ], 120_000, BOTH_CORES),
      project("database", ["packages/store/test/**/*.test.ts"], 60_000, BOTH_CORES),
    ],
  },
});
