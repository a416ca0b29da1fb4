import { TRADES_MAX, type TradeView } from "@evenkeel/api/views";
import type { DurableBatch } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import { formatAmount, formatMantissa } from "@evenkeel/core/units";

export type TradeFeed = {
  /** Newest first. */
  readonly newest: () => readonly TradeView[];
  /** Answers what is new in it, oldest first. */
  readonly observe: (batch: DurableBatch) => readonly TradeView[];
};

type Market = Pick<TradeView, "venue" | "kind" | "symbol">;

/** A venue numbers the trades of its spot and of its perpetual market of one symbol each by itself. */
export const tradeId = ({ venue, kind, symbol }: Market, number: string): string =>
  `${venue}/${kind}/${symbol}/${number}`;

export function createTradeFeed(
  known: readonly TradeView[],
  instrumentAt: (index: InstrumentIndex) => Instrument | undefined,
): TradeFeed {
  let trades: readonly TradeView[] = known.slice(0, TRADES_MAX);
  return {
    newest: () => trades,
    observe(batch) {
      const fresh = batch.rows.flatMap((row): TradeView[] => {
        if (row.table !== "fill") return [];
        const { fill, plan } = row;
        const instrument = instrumentAt(fill.instrument);
        if (instrument === undefined) return [];
        const { kind, symbol, priceScale, quantityScale } = instrument;
        return [
          {
            id: tradeId({ venue: fill.venue, kind, symbol }, fill.tradeId),
            venue: fill.venue,
            kind,
            symbol,
            side: fill.side,
            price: formatMantissa(fill.price, priceScale),
            quantity: formatMantissa(fill.quantity, quantityScale),
            quote: formatAmount(fill.quote),
            fee: formatAmount(fill.fee),
            feeAsset: fill.feeAsset,
            maker: fill.maker,
            venueTimeMs: fill.venueTimeMs,
            pairId: plan,
            clientOrderId: fill.clientOrderId,
          },
        ];
      });
      if (fresh.length > 0) trades = [...fresh.toReversed(), ...trades].slice(0, TRADES_MAX);
      return fresh;
    },
  };
}
