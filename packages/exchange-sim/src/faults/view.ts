import type { Account, Income } from "../account/account.ts";
import type { ExchangeState } from "../exchange/state.ts";

/** What questions do not show yet, or show twice: a replica that lags. The books behind it are right all the time. */
export interface Veil {
  /** Order → wall time until which it is not found. */
  readonly orders: Map<number, number>;
  /** Income row → wall time until which it is not shown. */
  readonly late: Map<number, number>;
  /** Income row → wall time until which it is shown twice. */
  readonly doubled: Map<number, number>;
}

/** Rows beyond the most are shown as they are. */
const VEILED_MAX = 10_000;

export const createVeil = (): Veil => ({ orders: new Map(), late: new Map(), doubled: new Map() });

export function veil(rows: Map<number, number>, id: number, untilMs: number): void {
  if (rows.size < VEILED_MAX) rows.set(id, untilMs);
}

function lift(rows: Map<number, number>, wallMs: number): void {
  for (const [id, untilMs] of rows) if (untilMs <= wallMs) rows.delete(id);
}

/** Answers a question under the veil. Nothing may be changed by it: what was lent is put back. */
export function underVeil<T>(state: ExchangeState, { orders, late, doubled }: Veil, wallMs: number, ask: () => T): T {
  for (const rows of [orders, late, doubled]) lift(rows, wallMs);
  if (orders.size + late.size + doubled.size === 0) return ask();
  const lent = [...state.accounts.values()].map((account) => ({ account, ...partsOf(account) }));
  for (const { account } of lent) {
    if (orders.size > 0) {
      account.orders = new Map([...account.orders].filter(([id]) => !orders.has(id)));
      account.openOrders = new Set([...account.openOrders].filter((id) => !orders.has(id)));
    }
    if (late.size + doubled.size > 0) account.income = shown(account.income, late, doubled);
  }
  try {
    return ask();
  } finally {
    for (const { account, ...parts } of lent) Object.assign(account, parts);
  }
}

const partsOf = ({ orders, openOrders, income }: Account): Pick<Account, "orders" | "openOrders" | "income"> => ({
  orders,
  openOrders,
  income,
});

const shown = (rows: readonly Income[], late: ReadonlyMap<number, number>, doubled: ReadonlyMap<number, number>) =>
  rows.flatMap((row) => (late.has(row.id) ? [] : doubled.has(row.id) ? [row, row] : [row]));
