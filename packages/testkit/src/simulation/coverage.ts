import type { EngineState } from "@evenkeel/core/engine";
import type { DurableBatch } from "@evenkeel/core/events";
import { ORDER_TRANSITIONS } from "@evenkeel/core/order";
import { PAIR_TRANSITIONS } from "@evenkeel/core/position";

/** Which named branches a run went through. */
export type Coverage = {
  /** `stage/situation` of every cell of the pair's table that was asked for. */
  readonly pairCells: Set<string>;
  /** `state/happening`, the same of the order's. */
  readonly orderCells: Set<string>;
  readonly denials: Set<string>;
  readonly alerts: Set<string>;
};

export const createCoverage = (): Coverage => ({
  pairCells: new Set(),
  orderCells: new Set(),
  denials: new Set(),
  alerts: new Set(),
});

type Table = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Who listens to the tables now; they are one to a thread, like the code that asks them. */
let listener: Coverage | null = null;
let observed = false;

/** Puts an ear to every cell. What is asked of a table is answered as before. */
function observe(table: Table, hit: (cell: string) => void): void {
  for (const [row, cells] of Object.entries(table)) {
    for (const [column, value] of Object.entries(cells)) {
      Object.defineProperty(cells, column, {
        enumerable: true,
        get: () => {
          hit(`${row}/${column}`);
          return value;
        },
      });
    }
  }
}

/** From now on what the tables are asked counts for this run, and for no other. */
export function listen(coverage: Coverage): void {
  listener = coverage;
  if (observed) return;
  observed = true;
  observe(PAIR_TRANSITIONS, (cell) => listener?.pairCells.add(cell));
  observe(ORDER_TRANSITIONS, (cell) => listener?.orderCells.add(cell));
}

const DENIED = /^denied: ([a-z-]+)/;

/** What a committed batch says of denials and alarms. */
export function coverBatch(coverage: Coverage, { rows }: DurableBatch): void {
  for (const row of rows) {
    if (row.table === "alert") coverage.alerts.add(row.alert.code);
    else if (row.table === "command") {
      const [, code] = DENIED.exec(row.outcome) ?? [];
      if (code !== undefined) coverage.denials.add(code);
    } else if (row.table === "audit") {
      const code = row.audit.detail["code"] ?? row.audit.detail["reason"];
      if (typeof code === "string" && DENYING.includes(row.audit.action)) coverage.denials.add(code);
    }
  }
}

const DENYING = ["withheld", "entry-cut-short", "reduction-denied", "freeze"];

/** What candidates were last denied for. */
export function coverDenials(coverage: Coverage, { denials }: EngineState): void {
  for (const { code } of denials.values()) coverage.denials.add(code);
}

export type Covered = { readonly [Kind in keyof Coverage]: readonly string[] };

export const coveredBy = ({ pairCells, orderCells, denials, alerts }: Coverage): Covered => ({
  pairCells: [...pairCells],
  orderCells: [...orderCells],
  denials: [...denials],
  alerts: [...alerts],
});
