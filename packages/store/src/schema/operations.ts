import type {
  DrillRecord,
  DrillUnderWay,
  FreezeReason,
  TransferState,
  TransferTarget,
  Wallet,
} from "@evenkeel/core/events";
import { bigint, index, jsonb, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { decimal, sequence, time } from "./columns.ts";

export const commands = pgTable(
  "commands",
  {
    id: text("id").primaryKey(),
    sequence: sequence(),
    authorKind: text("author_kind", { enum: ["user", "api-key", "owner", "system"] }).notNull(),
    authorId: text("author_id").notNull(),
    authorRole: text("author_role", { enum: ["viewer", "operator", "admin"] }).notNull(),
    reason: text("reason").notNull(),
    body: jsonb("body").notNull(),
    outcome: text("outcome").notNull(),
    wallAt: time("wall_at").notNull(),
  },
  (table) => [index("commands_order").on(table.sequence)],
);

/** Base amounts as their digits. */
export type OutsideRow = {
  readonly positions: readonly (readonly [instrument: number, held: string])[];
  readonly orders: readonly { readonly instrument: number; readonly clientOrderId: string }[];
};

/** Times as milliseconds. */
export type ChurnRow = { readonly base: string; readonly takenBack: number; readonly barredUntil: number };

/** Amounts as their digits, times as milliseconds. */
export type TransferRow = {
  readonly id: string;
  readonly venue: string;
  readonly asset: string;
  readonly amount: string;
  readonly from: Wallet;
  readonly to: TransferTarget;
  readonly plan: string;
  readonly createdAt: number;
  readonly createdVenueAt: number;
  readonly leaseEpoch: number;
  readonly state: TransferState;
  readonly sequence: number;
  readonly sentAt: number | null;
  readonly absentReads: number;
};

/** Every state the owner's switch was in; the highest sequence is the present one. */
export const controls = pgTable("controls", {
  sequence: bigint("sequence", { mode: "number" }).primaryKey(),
  killLevel: text("kill_level", { enum: ["run", "freeze", "reduce", "flatten"] }).notNull(),
  halted: text("halted"),
  flatProof: text("flat_proof", { enum: ["none", "not-flat", "flat"] }).notNull(),
  frozen: jsonb("frozen").$type<readonly (readonly [number, FreezeReason])[]>().notNull().default([]),
  outside: jsonb("outside").$type<OutsideRow>().notNull().default({ positions: [], orders: [] }),
  churn: jsonb("churn").$type<readonly ChurnRow[]>().notNull().default([]),
  drill: jsonb("drill").$type<DrillUnderWay>(),
  drills: jsonb("drills").$type<readonly DrillRecord[]>().notNull().default([]),
  transfers: jsonb("transfers").$type<readonly TransferRow[]>().notNull().default([]),
  planCount: bigint("plan_count", { mode: "number" }).notNull(),
  peakEquity: decimal("peak_equity").notNull(),
  dayStartEquity: decimal("day_start_equity").notNull(),
  dayStart: time("day_start").notNull(),
});

export const checkpoints = pgTable("checkpoints", {
  venue: text("venue").primaryKey(),
  sequence: sequence(),
  lastTradeIds: jsonb("last_trade_ids").$type<readonly (readonly [number, string])[]>().notNull(),
  incomeSince: time("income_since").notNull(),
  openedAt: time("opened_at").notNull(),
});

export const alerts = pgTable(
  "alerts",
  {
    sequence: sequence(),
    ordinal: smallint("ordinal").notNull(),
    level: text("level", { enum: ["INFO", "WARNING", "CRITICAL"] }).notNull(),
    code: text("code").notNull(),
    text: text("text").notNull(),
    venueAt: time("venue_at").notNull(),
    wallAt: time("wall_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.sequence, table.ordinal] })],
);
