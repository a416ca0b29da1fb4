import type { Rule } from "../rule.ts";

const LINES_MAX = 400;
const EXEMPT = /(?:^|\/)drizzle\/|\.generated\./;

export const fileLength: Rule = {
  name: "file-length",
  check: (tree) =>
    [...tree.sources, ...tree.documents]
      .filter(({ path }) => /\.(?:tsx?|css)$/.test(path) && !EXEMPT.test(path))
      .flatMap(({ path, text }) => {
        const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
        const message = `${lines} lines, at most ${LINES_MAX}: split it by noun`;
        return lines > LINES_MAX ? [{ path, line: LINES_MAX + 1, message }] : [];
      }),
};
