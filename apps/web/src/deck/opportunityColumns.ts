import type { OpportunityView } from "@evenkeel/api/views";
import type { Seen } from "./cells.tsx";
import type { SortKey } from "./opportunityRows.ts";

export const COLUMNS: readonly (readonly [label: string, unit: string, key: SortKey, from: Seen])[] = [
  ["Symbol", "", "symbol", "always"],
  ["7-day mean", "%/yr", "mean", "md"],
  ["30-day median", "%/yr", "median", "xl"],
  ["Next", "bp", "next", "md"],
  ["Every", "h", "interval", "xl"],
  ["Basis", "bp", "basis", "md"],
  ["Round trip", "bp", "cost", "md"],
  ["Net, 14 d", "bp", "net", "always"],
];
/** With the verdict. */
export const COLUMN_COUNT = COLUMNS.length + 1;

export const rowId = (row: OpportunityView): string => `opportunity-${row.id.replaceAll("/", "-")}`;
