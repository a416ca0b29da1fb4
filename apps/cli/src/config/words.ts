import type { ConfigMove, ConfigNotice } from "@evenkeel/api/engine";
import { alignColumns } from "../columns.ts";

const MARK = { tighten: "tightens", loosen: "loosens" } as const;

export const movesInWords = (moves: readonly ConfigMove[]): string =>
  alignColumns(moves.map(({ path, from, to, tendency }) => [path, `${from} → ${to}`, MARK[tendency]]));

export const noticesInWords = (notices: readonly ConfigNotice[]): readonly string[] =>
  notices.map(({ message }) => `  note: ${message}`);
