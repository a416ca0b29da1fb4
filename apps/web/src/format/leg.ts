import type { LegView } from "@evenkeel/api/views";

type Legs = { readonly long: LegView; readonly short: LegView };

/** "BTCUSDT spot, Binance". */
export const formatLeg = ({ venue, symbol, kind }: LegView): string => `${symbol} ${kind}, ${venue}`;

/** Where it is, of two venues the long one first: the same coin may stand in a list once for each. */
export const formatVenues = ({ long, short }: Legs): string =>
  long.venue === short.venue ? short.venue : `${long.venue} · ${short.venue}`;

/** What a pair stands on, short enough for a row: "spot · perp, Binance" or "Bybit · Binance". */
export const formatRoute = ({ long, short }: Legs): string =>
  long.venue === short.venue ? `spot · perp, ${short.venue}` : `${long.venue} · ${short.venue}`;
