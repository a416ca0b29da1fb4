import type { Asset, ClientOrderId, CommandId, InstrumentIndex, PlanId, VenueId } from "../ids/index.ts";
import type { HopMicros } from "../order/hops.ts";
import type { Order, OrderIntent } from "../order/intent.ts";
import type { Pair } from "../position/pair.ts";
import type { UnhedgedWindow } from "../position/unhedged-window.ts";
import type { Churn } from "../risk/churn.ts";
import type { Amount, VenueTimeMs, WallTimeMs } from "../units/index.ts";
import type { Author, Command } from "./command.ts";
import type { Config } from "./config.ts";
import type { ConfigChange } from "./config-change.ts";
import type { DrillRecord, DrillUnderWay } from "./drill.ts";
import type { Fill, Income, Wallet } from "./fill.ts";
import type { Transfer } from "./transfer.ts";

export type KillLevel = "run" | "freeze" | "reduce" | "flatten";

/** Where a ledger line lands. Venue wallets mirror the venue; the rest are ours. */
export type LedgerAccount =
  | { readonly kind: "wallet"; readonly venue: VenueId; readonly wallet: Wallet }
  | { readonly kind: "capital" }
  /** Assets exchanged in trades; per plan, so that a pair's cost basis is its own. */
  | { readonly kind: "trading"; readonly plan: PlanId | null }
  | { readonly kind: "profit"; readonly cause: ProfitCause; readonly plan: PlanId | null };

export type ProfitCause = "funding" | "price" | "fee" | "other";

export type LedgerLine = { readonly account: LedgerAccount; readonly asset: Asset; readonly amount: Amount };

/** Balanced: the lines of every asset add up to zero. One cause, applied once. */
export type LedgerEntry = {
  readonly causeId: string;
  readonly cause: "opening" | "fill" | "funding" | "transfer" | "adjustment";
  readonly venueTimeMs: VenueTimeMs;
  readonly lines: readonly LedgerLine[];
};

export type AuditEntry = {
  readonly subject: string;
  readonly action: string;
  readonly author: Author;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
};

export type AlertLevel = "INFO" | "WARNING" | "CRITICAL";

export type AlertEntry = { readonly level: AlertLevel; readonly code: string; readonly text: string };

/** A configuration that ran or runs, with everything that says how it came to be. Never changed. */
export type ConfigRecord = {
  readonly config: Config;
  readonly changes: readonly ConfigChange[];
  readonly author: Author;
  readonly reason: string;
  /** `null`: what the installation began with. */
  readonly commandId: CommandId | null;
  /** Until then an order may still arrive that was sent under a longer receive window. */
  readonly absentNotBefore: WallTimeMs;
};

/** One row of durable truth. All rows of one event commit together under its sequence. */
export type DurableRow =
  | { readonly table: "intent"; readonly intent: OrderIntent }
  | { readonly table: "order"; readonly order: Readonly<Order> }
  | { readonly table: "pair"; readonly pair: Readonly<Pair> }
  | { readonly table: "hops"; readonly clientOrderId: ClientOrderId; readonly hops: HopMicros }
  | { readonly table: "unhedged"; readonly window: Readonly<UnhedgedWindow> }
  | { readonly table: "fill"; readonly fill: Fill; readonly plan: PlanId | null }
  | { readonly table: "income"; readonly income: Income; readonly plan: PlanId | null }
  | { readonly table: "ledger"; readonly entry: LedgerEntry }
  | { readonly table: "command"; readonly command: Command; readonly outcome: string }
  | { readonly table: "config"; readonly record: ConfigRecord }
  | { readonly table: "control"; readonly control: Control }
  | { readonly table: "checkpoint"; readonly checkpoint: AccountCheckpoint }
  | { readonly table: "alert"; readonly alert: AlertEntry }
  | { readonly table: "audit"; readonly audit: AuditEntry };

/** What a person said is at a venue and is not ours: neither guarded nor closed, and nothing is entered beside it. */
export type Outside = {
  /** Base amount, negative is short. */
  readonly positions: readonly (readonly [InstrumentIndex, Amount])[];
  readonly orders: readonly { readonly instrument: InstrumentIndex; readonly clientOrderId: string }[];
};

export const NOTHING_OUTSIDE: Outside = { positions: [], orders: [] };

/** Why a market gets no new risk. The last four lift themselves when their cause is gone. */
export type FreezeReason =
  | "foreign-fill"
  | "auto-deleveraged"
  | "liquidated"
  | "venue-settled"
  | "foreign-order"
  | "unproven-order"
  | "mismatch"
  | "outside";

/** What must survive a restart and is not an order, a pair or money. */
export type Control = {
  readonly killLevel: KillLevel;
  readonly halted: string | null;
  /** What the venues last proved about flatness. */
  readonly flatProof: "none" | "not-flat" | "flat";
  /** Markets where something else than our orders traded: no new risk there until a person resumes. */
  readonly frozen: readonly (readonly [InstrumentIndex, FreezeReason])[];
  readonly outside: Outside;
  readonly churn: readonly Churn[];
  readonly drill: DrillUnderWay | null;
  /** The last one of every venue. */
  readonly drills: readonly DrillRecord[];
  /** Money on its way, at most once at a venue: durable before it leaves, gone from here when its fate is known. */
  readonly transfers: readonly Transfer[];
  readonly planCount: number;
  readonly peakEquity: Amount;
  readonly dayStartEquity: Amount;
  readonly dayStart: VenueTimeMs;
};

/** Fills and income up to here are in the books; the next account read asks from here, with overlap. */
export type AccountCheckpoint = {
  readonly venue: VenueId;
  readonly lastTradeIds: readonly (readonly [InstrumentIndex, string])[];
  readonly incomeSince: VenueTimeMs;
  /** When the books of this account were opened; older rows are part of the opening balance. */
  readonly openedAt: VenueTimeMs;
};

export type WalletBalance = {
  readonly venue: VenueId;
  readonly wallet: Wallet;
  readonly asset: Asset;
  readonly amount: Amount;
};

/** Everything recovery needs, loaded from Postgres; market data is never part of it. Empty on a fresh install. */
export type DurableState = {
  readonly lastSequence: number;
  readonly control: Control | null;
  /** The newest configuration; `null` on a fresh install, which begins with what ships. */
  readonly config: Pick<ConfigRecord, "config" | "absentNotBefore"> | null;
  /** Orders not yet proven terminal, and all orders of `pairs`. */
  readonly orders: readonly Order[];
  /** Pairs not yet closed, pairs of such orders, and the last closed ones: a fill or an income row can come late. */
  readonly pairs: readonly Pair[];
  /** Legs that were ahead when the process ended: their clocks go on. */
  readonly unhedged: readonly UnhedgedWindow[];
  /** Wallet balances by the ledger, summed by the database. */
  readonly walletBalances: readonly WalletBalance[];
  /** Ledger cause ids of the overlap window, to apply late rows once. */
  readonly recentCauseIds: readonly string[];
  readonly checkpoints: readonly AccountCheckpoint[];
  readonly commandIds: readonly CommandId[];
  /** When each base asset was last exited, for the cooldown. */
  readonly exits: readonly (readonly [Asset, VenueTimeMs])[];
};

export const EMPTY_DURABLE_STATE: DurableState = {
  lastSequence: 0,
  control: null,
  config: null,
  orders: [],
  pairs: [],
  unhedged: [],
  walletBalances: [],
  recentCauseIds: [],
  checkpoints: [],
  commandIds: [],
  exits: [],
};

export type DurableBatch = {
  readonly sequence: number;
  readonly venueTimeMs: VenueTimeMs;
  readonly wallTimeMs: WallTimeMs;
  readonly rows: readonly DurableRow[];
};
