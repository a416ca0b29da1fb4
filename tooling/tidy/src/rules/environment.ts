import { findPattern, type Rule } from "../rule.ts";

const MAY_READ = /(?:^|\/)env\.ts$|(?:^|\/)env\/[^/]+\.ts$|^tooling\/|\.config\.[cm]?[jt]s$/;
const READS = /(?<![.\w$])process\s*\.\s*env\b|\bimport\.meta\.env\b/g;

export const environment: Rule = {
  name: "environment",
  check: (tree) =>
    tree.sources
      .filter(({ path }) => !MAY_READ.test(path))
      .flatMap(({ path, bare }) =>
        findPattern({ path, text: bare }, READS, ([name]) => `${name}: only a file named env.ts reads it`),
      ),
};
