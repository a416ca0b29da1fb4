import type { AccountCheckpoint, AlertEntry, Command, Control, DurableBatch, Transfer } from "@evenkeel/core/events";
import type { Asset, InstrumentIndex, PlanId, TransferId, VenueId } from "@evenkeel/core/ids";
import { formatAmount, venueTime, wallTime } from "@evenkeel/core/units";
import type { InferInsertModel, InferSelectModel } from "drizzle-orm";
import type { alerts, checkpoints, commands, controls, TransferRow } from "../../schema/index.ts";
import { readAmount, readVenueTime, toDate } from "../decimals.ts";

export const toCommandRow = (
  command: Command,
  outcome: string,
  batch: DurableBatch,
): InferInsertModel<typeof commands> => ({
  id: command.id,
  sequence: batch.sequence,
  authorKind: command.author.kind,
  authorId: command.author.id,
  authorRole: command.author.role,
  reason: command.reason,
  body: command.body,
  outcome,
  wallAt: toDate(batch.wallTimeMs),
});

const readTransfer = ({ state, sequence, sentAt, absentReads, ...intent }: TransferRow): Transfer => ({
  intent: {
    ...intent,
    id: intent.id as TransferId,
    venue: intent.venue as VenueId,
    asset: intent.asset as Asset,
    amount: readAmount(intent.amount),
    plan: intent.plan as PlanId,
    createdAt: wallTime(intent.createdAt),
    createdVenueAt: venueTime(intent.createdVenueAt),
  },
  state,
  sequence,
  sentAt: sentAt === null ? null : wallTime(sentAt),
  absentReads,
});

export const toControlRow = (control: Control, sequence: number): InferInsertModel<typeof controls> => ({
  sequence,
  killLevel: control.killLevel,
  halted: control.halted,
  flatProof: control.flatProof,
  frozen: control.frozen,
  outside: {
    positions: control.outside.positions.map(([instrument, held]) => [instrument, formatAmount(held)] as const),
    orders: control.outside.orders,
  },
  churn: control.churn,
  drill: control.drill,
  drills: control.drills,
  transfers: control.transfers.map(({ intent, ...transfer }) => ({
    ...intent,
    amount: formatAmount(intent.amount),
    ...transfer,
  })),
  planCount: control.planCount,
  peakEquity: formatAmount(control.peakEquity),
  dayStartEquity: formatAmount(control.dayStartEquity),
  dayStart: toDate(control.dayStart),
});

export const fromControlRow = (row: InferSelectModel<typeof controls>): Control => ({
  killLevel: row.killLevel,
  halted: row.halted,
  flatProof: row.flatProof,
  frozen: row.frozen.map(([index, reason]) => [index as InstrumentIndex, reason] as const),
  outside: {
    positions: row.outside.positions.map(([index, held]) => [index as InstrumentIndex, readAmount(held)] as const),
    orders: row.outside.orders.map((order) => ({ ...order, instrument: order.instrument as InstrumentIndex })),
  },
  churn: row.churn.map(({ base, takenBack, barredUntil }) => ({
    base: base as Asset,
    takenBack,
    barredUntil: venueTime(barredUntil),
  })),
  drill: row.drill,
  drills: row.drills,
  transfers: row.transfers.map(readTransfer),
  planCount: row.planCount,
  peakEquity: readAmount(row.peakEquity),
  dayStartEquity: readAmount(row.dayStartEquity),
  dayStart: readVenueTime(row.dayStart),
});

export const toCheckpointRow = (
  checkpoint: AccountCheckpoint,
  sequence: number,
): InferInsertModel<typeof checkpoints> => ({
  venue: checkpoint.venue,
  sequence,
  lastTradeIds: checkpoint.lastTradeIds,
  incomeSince: toDate(checkpoint.incomeSince),
  openedAt: toDate(checkpoint.openedAt),
});

export const fromCheckpointRow = (row: InferSelectModel<typeof checkpoints>): AccountCheckpoint => ({
  venue: row.venue as VenueId,
  lastTradeIds: row.lastTradeIds.map(([index, tradeId]) => [index as InstrumentIndex, tradeId] as const),
  incomeSince: readVenueTime(row.incomeSince),
  openedAt: readVenueTime(row.openedAt),
});

export const toAlertRow = (
  alert: AlertEntry,
  batch: DurableBatch,
  ordinal: number,
): InferInsertModel<typeof alerts> => ({
  sequence: batch.sequence,
  ordinal,
  level: alert.level,
  code: alert.code,
  text: alert.text,
  venueAt: toDate(batch.venueTimeMs),
  wallAt: toDate(batch.wallTimeMs),
});
