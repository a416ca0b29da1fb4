/** No VIP level, for when the account's own rates are not known. */
export const FEE_BPS_DEFAULT = { spot: { taker: 10, maker: 10 }, perpetual: { taker: 5.5, maker: 2 } } as const;

/** Prices have at most eight digits, but for the cheapest coins, whose ticks are finer. */
export const PRICE_DIGITS = 8;
export const PRICE_DIGITS_FINE = 12;
