import { invariant } from "@evenkeel/core/units";

/** A table of plain values between commas, under a line of names. Which columns there are is the record's own affair. */
export interface Table {
  readonly length: number;
  text(row: number, column: string): string;
  number(row: number, column: string): number;
}

export function parseTable(text: string): Table {
  const [head, ...lines] = text.split("\n").filter((line) => line !== "");
  const columns = new Map((head ?? "").split(",").map((name, at) => [name, at]));
  const rows = lines.map((line) => line.split(","));
  const cell = (row: number, column: string): string => {
    const at = columns.get(column);
    invariant(at !== undefined, `the record has no column ${column}`);
    return rows[row]?.[at] ?? "";
  };
  return {
    length: rows.length,
    text: cell,
    number: (row, column) => {
      const value = Number(cell(row, column));
      invariant(cell(row, column) !== "" && Number.isFinite(value), `the record's row ${row + 1} has no ${column}`);
      return value;
    },
  };
}

/** A rate of the record as an integer at 8 digits, which hold it exactly. */
export function rateOf(table: Table, row: number, column: string): number {
  const rate = Math.round(table.number(row, column) * 1e8);
  invariant(Math.abs(rate / 1e8 - table.number(row, column)) < 1e-12, "a rate of more than eight digits");
  return rate;
}
