/** Every column is fixed in width and never null, so a row's bytes differ from the next one's only in its values. */
const WIDTHS = { int8: 8, float8: 8, int4: 4, int2: 2 } as const;
const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;

export type ColumnType = keyof typeof WIDTHS;

/** How rows of one table stand in PostgreSQL's binary COPY. */
export type RowShape = {
  readonly table: string;
  readonly columns: readonly (readonly [name: string, type: ColumnType])[];
  /** Where each column's value stands in a row. */
  readonly places: readonly number[];
  readonly rowBytes: number;
};

function shape(table: string, columns: RowShape["columns"]): RowShape {
  const places: number[] = [];
  let at = COUNT_BYTES;
  for (const [, type] of columns) {
    places.push(at + LENGTH_BYTES);
    at += LENGTH_BYTES + WIDTHS[type];
  }
  return { table, columns, places, rowBytes: at };
}

/** What never changes in a row: the count of its values and the length in front of each. */
export function writeFrame({ columns, places }: RowShape, view: DataView, at: number): void {
  view.setInt16(at, columns.length);
  columns.forEach(([, type], index) => view.setInt32(at + (places[index] ?? 0) - LENGTH_BYTES, WIDTHS[type]));
}

const columnList = ({ columns }: RowShape): string => columns.map(([name]) => `"${name}"`).join(", ");

export const copyStatement = (of: RowShape, into = of.table): string =>
  `copy "${into}" (${columnList(of)}) from stdin (format binary)`;

/** From a table of the same columns, passing over what is there already. */
export const mergeStatement = (of: RowShape, from: string): string =>
  `insert into "${of.table}" (${columnList(of)}) select ${columnList(of)} from "${from}" on conflict do nothing`;

export const SHAPES = {
  trades: shape("ticks", [
    ["venue_ms", "int8"],
    ["trade_id", "int8"],
    ["price", "float8"],
    ["quantity", "float8"],
    ["instrument", "int4"],
    ["side", "int2"],
  ]),
  tops: shape("tops", [
    ["venue_ms", "int8"],
    ["bid_price", "float8"],
    ["bid_quantity", "float8"],
    ["ask_price", "float8"],
    ["ask_quantity", "float8"],
    ["instrument", "int4"],
  ]),
  estimates: shape("funding_estimates", [
    ["venue_ms", "int8"],
    ["next_funding_ms", "int8"],
    ["rate", "float8"],
    ["mark_price", "float8"],
    ["index_price", "float8"],
    ["instrument", "int4"],
    ["interval_hours", "int2"],
  ]),
  settlements: shape("funding_rates", [
    ["venue_ms", "int8"],
    ["rate", "float8"],
    ["instrument", "int4"],
    ["interval_hours", "int2"],
  ]),
} as const;

export type TickKind = keyof typeof SHAPES;
export const TICK_KINDS = Object.keys(SHAPES) as readonly TickKind[];
