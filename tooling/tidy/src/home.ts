/** The part of the house a file belongs to. */
export type Home = {
  readonly kind: "package" | "app" | "tooling" | "tests" | "examples" | "root";
  readonly name: string;
  readonly folder: string;
};

const KINDS: Readonly<Record<string, "package" | "app" | "tooling">> = {
  packages: "package",
  apps: "app",
  tooling: "tooling",
};

export function homeOf(path: string): Home {
  const [top = "", name = "", ...rest] = path.split("/");
  const kind = KINDS[top];
  if (kind !== undefined && rest.length > 0) return { kind, name, folder: `${top}/${name}` };
  if (top === "tests") return { kind: "tests", name: "tests", folder: "tests" };
  if (path.startsWith("docs/examples/")) return { kind: "examples", name: "examples", folder: "docs/examples" };
  return { kind: "root", name: "root", folder: "" };
}

export const isTest = (path: string): boolean => /\.test\.tsx?$|(?:^|\/)tests?\//.test(path);

/** Deterministic by law: no clock, no chance, no waiting, no outside world. */
export const isPure = (path: string): boolean =>
  path.startsWith("packages/core/") ||
  (path.startsWith("packages/exchange-sim/") && !path.startsWith("packages/exchange-sim/src/wire/"));

/** The package named by an import of ours, or undefined when it names something else. */
export const packageNamed = (specifier: string): string | undefined => /^@evenkeel\/([^/]+)/.exec(specifier)?.[1];
