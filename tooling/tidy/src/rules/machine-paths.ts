import { findPattern, type Rule } from "../rule.ts";

/** Written so that this file does not name what it forbids. */
const FOLDERS = ["work", "home", "Users"];
const MACHINE_PATH = new RegExp(`(?<![\\w.$})/-])/(?:${FOLDERS.join("|")})/\\w[\\w.-]*`, "g");
const REGISTRY = /\b(?:registry|deb|proxy)\.[\w-]+\.(?:org|com|dev)\b|https?:\/\/registry\.|^\s+tarball:/gm;

export const machinePaths: Rule = {
  name: "machine-path",
  check: (tree) =>
    [...tree.sources, ...tree.documents]
      .filter(({ path }) => !path.startsWith("tooling/tidy/"))
      .flatMap((file) => [
        ...findPattern(file, MACHINE_PATH, ([path]) => `${path}: no path of one machine`),
        ...findPattern(file, REGISTRY, ([host]) => `${host.trim()}: the registry is the installer's choice`),
      ]),
};
