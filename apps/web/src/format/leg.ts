import type { LegView } from "@evenkeel/api/views";

type Legs = { readonly long: LegView; readonly short: LegView };

/** "BTCUSDT spot, Binance". */
export const formatLeg = ({ venue, symbol, kind }: LegView): string => `${symbol} ${kind}, ${venue}`;

/** What a pair stands on, short enough for a row: "spot · perp, Binance" or "Bybit · Binance". */
export const formatRoute = ({ long, short }: Legs): string =>
  long.venue === short.venue ? `spot · perp, ${short.venue}` : `${long.venue} · ${short.venue}`;
