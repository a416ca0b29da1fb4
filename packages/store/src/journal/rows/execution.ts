import type { ClientOrderId, PlanId, VenueId } from "@evenkeel/core/ids";
import type { HopMicros } from "@evenkeel/core/order";
import type { UnhedgedWindow } from "@evenkeel/core/position";
import { formatAmount } from "@evenkeel/core/units";
import type { InferInsertModel, InferSelectModel } from "drizzle-orm";
import type { orderHops, unhedgedWindows } from "../../schema/index.ts";
import { readAmount, readWallTime, toDate, toDateOrNull } from "../decimals.ts";

export const toHopsRow = (
  clientOrderId: ClientOrderId,
  hops: HopMicros,
  sequence: number,
): InferInsertModel<typeof orderHops> => ({ clientOrderId, sequence, ...hops });

export const windowId = ({ plan, openedSequence }: UnhedgedWindow): string => `${plan}/${openedSequence}`;

export const toWindowRow = (
  window: Readonly<UnhedgedWindow>,
  sequence: number,
): InferInsertModel<typeof unhedgedWindows> => ({
  id: windowId(window),
  sequence,
  plan: window.plan,
  openedSequence: window.openedSequence,
  openedAt: toDate(window.openedAt),
  closedAt: toDateOrNull(window.closedAt),
  countedAt: toDate(window.countedAt),
  leaseEpoch: window.leaseEpoch,
  venue: window.venue,
  stage: window.stage,
  apart: formatAmount(window.apart),
  notional: window.notional,
  notionalWorst: window.notionalWorst,
  notionalSeconds: window.notionalSeconds,
});

export const fromWindowRow = (row: InferSelectModel<typeof unhedgedWindows>): UnhedgedWindow => ({
  plan: row.plan as PlanId,
  openedSequence: row.openedSequence,
  openedAt: readWallTime(row.openedAt),
  leaseEpoch: row.leaseEpoch,
  venue: row.venue as VenueId,
  stage: row.stage,
  closedAt: row.closedAt === null ? null : readWallTime(row.closedAt),
  apart: readAmount(row.apart),
  notional: row.notional,
  notionalWorst: row.notionalWorst,
  notionalSeconds: row.notionalSeconds,
  countedAt: readWallTime(row.countedAt),
});
