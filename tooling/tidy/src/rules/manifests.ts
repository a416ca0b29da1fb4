import type { Finding, Rule } from "../rule.ts";
import type { Document, Tree } from "../tree.ts";

const EXACT = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/;
const DEPENDENCIES = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] as const;
type Manifest = { readonly [key: string]: unknown };

function lineOf(text: string, needle: string): number {
  const index = text.indexOf(needle);
  return index === -1 ? 1 : text.slice(0, index).split("\n").length;
}

function checkManifest({ path, text }: Document): Finding[] {
  const manifest = JSON.parse(text) as Manifest;
  const root = path === "package.json";
  const finding = (needle: string, message: string): Finding => ({ path, line: lineOf(text, needle), message });
  const folder = path.split("/").at(-2);
  const wanted: readonly (readonly [string, unknown])[] = [
    ["name", root ? "evenkeel" : `@evenkeel/${folder}`],
    ["private", true],
    ["license", "Apache-2.0"],
  ];
  const fields = wanted
    .filter(([key, value]) => manifest[key] !== value)
    .map(([key, value]) => finding(`"${key}"`, `"${key}" must be ${JSON.stringify(value)}`));
  const versions = DEPENDENCIES.flatMap((kind) =>
    Object.entries((manifest[kind] ?? {}) as Record<string, string>).flatMap(([name, version]) => {
      const fine = version === "catalog:" || version === "workspace:*" || (root && EXACT.test(version));
      return fine ? [] : [finding(`"${name}"`, `${name} ${version}: write "catalog:" or "workspace:*"`)];
    }),
  );
  return [...fields, ...versions];
}

/** Reads the one flat block this file has; other catalog shapes are refused rather than skipped. */
function checkCatalog({ path, text }: Document): Finding[] {
  const findings: Finding[] = [];
  let inside = false;
  let entries = 0;
  for (const [index, line] of text.split("\n").entries()) {
    if (/^\S/.test(line) && !line.startsWith("#")) inside = line.trimEnd() === "catalog:";
    if (line.startsWith("catalogs:")) findings.push({ path, line: index + 1, message: "one catalog, not several" });
    const entry = inside ? /^\s+["']?([^"':\s]+)["']?:\s*(\S+)/.exec(line) : null;
    if (entry === null) continue;
    entries += 1;
    const [, name = "", version = ""] = entry;
    if (!EXACT.test(version.replaceAll(/["']/g, ""))) {
      findings.push({ path, line: index + 1, message: `${name} ${version}: catalog versions are exact` });
    }
  }
  return entries === 0 ? [...findings, { path, line: 1, message: "no catalog found" }] : findings;
}

const isManifest = (path: string): boolean =>
  /^(?:(?:packages|apps|tooling)\/[^/]+\/|tests\/|docs\/examples\/)?package\.json$/.test(path);

export const manifests: Rule = {
  name: "manifest",
  check: (tree: Tree) => [
    ...tree.documents.filter(({ path }) => isManifest(path)).flatMap(checkManifest),
    ...tree.documents.filter(({ path }) => path === "pnpm-workspace.yaml").flatMap(checkCatalog),
  ],
};
