import { type Home, homeOf, isTest, packageNamed } from "../home.ts";
import type { Finding, Rule } from "../rule.ts";
import type { Source } from "../source.ts";

/** Packages not named here are adapters and may import core only. */
const PACKAGE_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  lab: ["core", "exchange-sim"],
  testkit: ["core", "exchange-sim"],
};
const ADAPTER_MAY_IMPORT = ["core"];
/** The dashboard holds no venue keys: what could carry them is out of its reach. */
const WEB_MAY_IMPORT = ["api", "core", "store", "telemetry"];
const WEB_NEVER = /^ccxt(?:\/|$)/;

function refusal(from: Home, path: string, target: string, packages: ReadonlySet<string>): string | undefined {
  if (target === from.name && from.kind === "package") return undefined;
  if (target === "testkit") return isTest(path) ? undefined : "testkit is for tests only";
  // Tests stand outside the house: they may drive any door that has an export map.
  if (from.kind === "tests") return undefined;
  if (from.kind === "examples") return target === "api" ? undefined : "examples use what any script has: api";
  if (from.kind === "root") return "files at the root import no package of ours";
  if (from.kind === "tooling") return packages.has(target) ? "tooling imports no product code" : undefined;
  if (!packages.has(target)) return "packages are imported by their export map; apps and tooling are not importable";
  if (from.kind === "app") {
    return from.name === "web" && !WEB_MAY_IMPORT.includes(target)
      ? `apps/web may import ${WEB_MAY_IMPORT.join(", ")} only`
      : undefined;
  }
  const allowed = PACKAGE_MAY_IMPORT[from.name] ?? ADAPTER_MAY_IMPORT;
  if (allowed.includes(target)) return undefined;
  return from.name === "core"
    ? "core imports nothing of ours"
    : `${from.name} may import ${allowed.join(" and ")} only; what adapters need of one another arrives as a port`;
}

function checkSource(source: Source, packages: ReadonlySet<string>): Finding[] {
  const from = homeOf(source.path);
  return source.imports.flatMap(({ specifier, line }) => {
    if (from.folder === "apps/web" && WEB_NEVER.test(specifier)) {
      return [{ path: source.path, line, message: `imports ${specifier}: the dashboard never talks to a venue` }];
    }
    const target = packageNamed(specifier);
    if (target === undefined) return [];
    const why = refusal(from, source.path, target, packages);
    return why === undefined ? [] : [{ path: source.path, line, message: `imports ${specifier}: ${why}` }];
  });
}

export const importDirection: Rule = {
  name: "import-direction",
  check: (tree) => {
    const packages = new Set(
      [...tree.paths].map(homeOf).flatMap((home) => (home.kind === "package" ? [home.name] : [])),
    );
    return tree.sources.flatMap((source) => checkSource(source, packages));
  },
};
