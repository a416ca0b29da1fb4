import type { ClientOrderId, InstrumentIndex, PlanId } from "@evenkeel/core/ids";
import type { Order, OrderIntent } from "@evenkeel/core/order";
import { formatAmount, type Price, ZERO } from "@evenkeel/core/units";
import type { InferInsertModel, InferSelectModel } from "drizzle-orm";
import type { intents, orders } from "../../schema/index.ts";
import { mantissaText, readAmount, readMantissa, readWallTime, toDate, toDateOrNull } from "../decimals.ts";
import type { Scales } from "../instruments.ts";

const seenPrice = (price: Price, { priceScale }: Scales): string | null =>
  price > 0 ? mantissaText(price, priceScale) : null;

export function toIntentRow(intent: OrderIntent, scales: Scales, sequence: number): InferInsertModel<typeof intents> {
  return {
    clientOrderId: intent.clientOrderId,
    sequence,
    plan: intent.plan,
    leg: intent.leg,
    attempt: intent.attempt,
    instrument: intent.instrument,
    side: intent.side,
    style: intent.style,
    quantity: mantissaText(intent.quantity, scales.quantityScale),
    priceLimit: mantissaText(intent.priceLimit, scales.priceScale),
    bidPrice: seenPrice(intent.bidPrice, scales),
    askPrice: seenPrice(intent.askPrice, scales),
    reduceOnly: intent.reduceOnly,
    purpose: intent.purpose,
    createdAt: toDate(intent.createdAt),
    leaseEpoch: intent.leaseEpoch,
    approvalRules: intent.approval.rules,
    approvalIntentHash: intent.approval.intentHash,
    approvalLimitsVersion: intent.approval.limitsVersion,
    approvalSequence: intent.approval.sequence,
  };
}

export function toOrderRow(order: Readonly<Order>, scales: Scales, sequence: number): InferInsertModel<typeof orders> {
  return {
    clientOrderId: order.intent.clientOrderId,
    sequence,
    state: order.state,
    filledQuantity: mantissaText(order.filledQuantity, scales.quantityScale),
    filledQuote: formatAmount(order.filledQuote),
    reportedQuantity: mantissaText(order.reportedQuantity, scales.quantityScale),
    venueOrderId: order.venueOrderId,
    sentAt: toDateOrNull(order.sentAt),
    stateSince: toDate(order.stateSince),
    absentPolls: order.absentPolls,
    refusal: order.refusal,
  };
}

/** What an intent is before anything was said about its order. */
export const toFirstOrderRow = (intent: OrderIntent, sequence: number): InferInsertModel<typeof orders> => ({
  clientOrderId: intent.clientOrderId,
  sequence,
  state: "intended",
  filledQuantity: "0",
  filledQuote: formatAmount(ZERO),
  reportedQuantity: "0",
  venueOrderId: null,
  sentAt: null,
  stateSince: toDate(intent.createdAt),
  absentPolls: 0,
  refusal: null,
});

export function fromOrderRows(
  intent: InferSelectModel<typeof intents>,
  order: InferSelectModel<typeof orders>,
  { priceScale, quantityScale }: Scales,
): Order {
  return {
    intent: {
      clientOrderId: intent.clientOrderId as ClientOrderId,
      plan: intent.plan as PlanId,
      leg: intent.leg,
      attempt: intent.attempt,
      instrument: intent.instrument as InstrumentIndex,
      side: intent.side,
      style: intent.style,
      quantity: readMantissa(intent.quantity, quantityScale),
      priceLimit: readMantissa(intent.priceLimit, priceScale),
      bidPrice: readMantissa(intent.bidPrice ?? "0", priceScale),
      askPrice: readMantissa(intent.askPrice ?? "0", priceScale),
      reduceOnly: intent.reduceOnly,
      purpose: intent.purpose,
      createdAt: readWallTime(intent.createdAt),
      leaseEpoch: intent.leaseEpoch,
      approval: {
        rules: intent.approvalRules,
        intentHash: intent.approvalIntentHash,
        limitsVersion: intent.approvalLimitsVersion,
        sequence: intent.approvalSequence,
      },
    },
    state: order.state,
    filledQuantity: readMantissa(order.filledQuantity, quantityScale),
    filledQuote: readAmount(order.filledQuote),
    reportedQuantity: readMantissa(order.reportedQuantity, quantityScale),
    venueOrderId: order.venueOrderId,
    sentAt: order.sentAt === null ? null : readWallTime(order.sentAt),
    stateSince: readWallTime(order.stateSince),
    absentPolls: order.absentPolls,
    refusal: order.refusal,
  };
}
