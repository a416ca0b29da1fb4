import type { OpportunityView } from "@evenkeel/api/views";
import type { Seen } from "../ui/columns.ts";
import type { SortKey } from "./opportunityRows.ts";

export type Column = {
  readonly label: string;
  readonly unit: string;
  readonly key: SortKey;
  readonly from: Seen;
  /** Fixed, because the rows in the document change while one scrolls. The verdict takes what is left. */
  readonly width: string;
};

export const COLUMNS: readonly Column[] = [
  { label: "Symbol", unit: "", key: "symbol", from: "always", width: "w-30 sm:w-44" },
  { label: "7-day mean", unit: "%/yr", key: "mean", from: "md", width: "w-34" },
  { label: "30-day median", unit: "%/yr", key: "median", from: "xl", width: "w-40" },
  { label: "Next", unit: "bp", key: "next", from: "md", width: "w-22" },
  { label: "Every", unit: "h", key: "interval", from: "xl", width: "w-22" },
  { label: "Basis", unit: "bp", key: "basis", from: "md", width: "w-24" },
  { label: "Round trip", unit: "bp", key: "cost", from: "lg", width: "w-30" },
  { label: "Net, 14 d", unit: "bp", key: "net", from: "always", width: "w-30" },
];
/** With the verdict. */
export const COLUMN_COUNT = COLUMNS.length + 1;

export const rowId = (row: OpportunityView): string => `opportunity-${row.id.replaceAll("/", "-")}`;
