const LABELS: Readonly<Record<string, string>> = { binance: "Binance", bybit: "Bybit" };

/** A venue as people write it; one that is not listed here is shown by its id. */
export const venueLabel = (venue: string): string => LABELS[venue] ?? venue;
