import { posix } from "node:path";
import { homeOf } from "../home.ts";
import type { Rule } from "../rule.ts";

export const deepImports: Rule = {
  name: "deep-import",
  check: (tree) =>
    tree.sources.flatMap((source) =>
      source.imports.flatMap(({ specifier, line }) => {
        const finding = (why: string) => [{ path: source.path, line, message: `imports ${specifier}: ${why}` }];
        if (/^@evenkeel\/[^/]+\/src(?:\/|$)/.test(specifier)) return finding("go through the package's export map");
        if (!specifier.startsWith(".")) return [];
        const target = posix.normalize(posix.join(posix.dirname(source.path), specifier));
        return homeOf(target).folder === homeOf(source.path).folder
          ? []
          : finding("a relative path may not leave its own package");
      }),
    ),
};
