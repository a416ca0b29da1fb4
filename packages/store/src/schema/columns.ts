import { bigint, numeric, timestamp } from "drizzle-orm/pg-core";

/**
 * Amounts, prices and quantities are stored as the decimals they mean, in unbounded NUMERIC: exact, and readable
 * by a person with any SQL client. Mantissas come back by the instrument's scale (see journal/scales.ts), so a
 * market that changes its digits never changes what an old row says.
 */
export const decimal = (name: string) => numeric(name);

/** Milliseconds, exactly; the name of the column says whose clock it is when it is not the venue's. */
export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });

/** Where a venue keeps money: one unified wallet, or one for spot and one for futures. */
export const PAIR_STAGES = ["opening", "open", "shrinking", "closing", "unwinding", "closed"] as const;
export const WALLETS = ["spot", "futures", "unified"] as const;

/** The engine event whose transaction wrote the row. */
export const sequence = () => bigint("sequence", { mode: "number" }).notNull();
