import type { Fill, Income } from "@evenkeel/core/events";
import type { PlanId } from "@evenkeel/core/ids";
import { formatAmount } from "@evenkeel/core/units";
import type { InferInsertModel } from "drizzle-orm";
import type { fills, incomes } from "../../schema/index.ts";
import { mantissaText, toDate } from "../decimals.ts";
import type { Scales } from "../instruments.ts";

export function toFillRow(
  fill: Fill,
  plan: PlanId | null,
  scales: Scales,
  sequence: number,
): InferInsertModel<typeof fills> {
  return {
    venue: fill.venue,
    instrument: fill.instrument,
    tradeId: fill.tradeId,
    sequence,
    plan,
    clientOrderId: fill.clientOrderId,
    venueOrderId: fill.venueOrderId,
    side: fill.side,
    price: mantissaText(fill.price, scales.priceScale),
    quantity: mantissaText(fill.quantity, scales.quantityScale),
    quote: formatAmount(fill.quote),
    fee: formatAmount(fill.fee),
    feeAsset: fill.feeAsset,
    realisedProfit: formatAmount(fill.realisedProfit),
    maker: fill.maker,
    venueAt: toDate(fill.venueTimeMs),
  };
}

export function toIncomeRow(income: Income, plan: PlanId | null, sequence: number): InferInsertModel<typeof incomes> {
  return {
    venue: income.venue,
    incomeId: income.incomeId,
    sequence,
    plan,
    kind: income.kind,
    instrument: income.instrument,
    wallet: income.wallet,
    asset: income.asset,
    amount: formatAmount(income.amount),
    venueAt: toDate(income.venueTimeMs),
  };
}
