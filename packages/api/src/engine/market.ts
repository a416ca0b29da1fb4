import { z } from "zod";
import { ApiError } from "../errors/index.ts";
import { CANDLE_INTERVALS, CANDLES_MAX, type CandleView, LATEST_MAX, type LatestView } from "../views/index.ts";
import { createRouter, procedure } from "./procedure.ts";

const TIME_MS_MAX = Date.UTC(2200, 0, 1);

const marketSchema = z.strictObject({
  venue: z.string().min(1).max(32).default("binance"),
  kind: z.enum(["spot", "perpetual"]),
  symbol: z.string().min(1).max(64),
});
const timeSchema = z.int().min(0).max(TIME_MS_MAX);

export const market = createRouter({
  /** The newest of the range, oldest first; the last one may still grow. Times are the venue's. */
  candles: procedure("viewer")
    .input(
      z.strictObject({
        market: marketSchema,
        interval: z.enum(CANDLE_INTERVALS),
        fromMs: timeSchema.default(0),
        toMs: timeSchema.default(TIME_MS_MAX),
        limit: z.int().min(1).max(CANDLES_MAX).default(CANDLES_MAX),
      }),
    )
    .query(async ({ ctx, input }): Promise<readonly CandleView[]> => {
      const candles = await ctx.door.market.candles(input);
      if (candles === null) throw new ApiError("NOT_FOUND", "no market of this name was ever seen here");
      return candles;
    }),
  latest: procedure("viewer")
    .input(z.strictObject({ markets: z.array(marketSchema).min(1).max(LATEST_MAX) }))
    .query(({ ctx, input }): Promise<readonly LatestView[]> => ctx.door.market.latest(input.markets)),
});
