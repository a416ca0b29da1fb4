import { z } from "zod";
import type { LegView, PairStage, PositionView, ProfitSplit } from "../../views/index.ts";
import { amount, momentMs, text } from "./common.ts";
import { wordsOf } from "./words.ts";

const profit: z.ZodType<ProfitSplit> = z.strictObject({
  funding: amount.nullable(),
  price: amount.nullable(),
  basis: amount.nullable(),
  fees: amount.nullable(),
  slippage: amount.nullable(),
  net: amount.nullable(),
});

const leg: z.ZodType<LegView> = z.strictObject({
  kind: wordsOf<LegView["kind"]>({ spot: true, perpetual: true }),
  venue: text,
  symbol: text,
});

export const position: z.ZodType<PositionView> = z.strictObject({
  pairId: text.meta({ description: "What closing takes." }),
  symbol: text,
  origin: wordsOf<PositionView["origin"]>({ entered: true, adopted: true }).meta({
    description: "adopted: made by hand at the venues and taken under guard.",
  }),
  long: leg,
  short: leg,
  stage: wordsOf<PairStage>({ opening: true, open: true, shrinking: true, closing: true, unwinding: true }),
  filledPercent: z.number(),
  notional: amount.nullable(),
  asset: text,
  openedAtVenueMs: momentMs,
  heldMs: z.number(),
  profit,
  breakEven: z.strictObject({ recoveredPercent: z.number().nullable(), remainingMs: z.number().nullable() }),
  liquidation: z.strictObject({
    distancePercent: z.number().nullable(),
    price: text.nullable(),
    markPrice: text.nullable(),
  }),
  nextFunding: z.strictObject({ amount: amount.nullable(), atVenueMs: momentMs.nullable() }),
  unhedged: z.strictObject({ amount, sinceMs: z.number().nullable() }).nullable(),
  closeReason: text.nullable(),
  unknownWhy: text.nullable(),
});
