/** VIP 0 without discounts, for when the account's own rates are not known. */
export const FEE_BPS_DEFAULT = { spot: { taker: 10, maker: 10 }, perpetual: { taker: 5, maker: 2 } } as const;

/** fundingInfo names only contracts whose terms were adjusted; the rest settle every eight hours. */
export const FUNDING_HOURS_DEFAULT = 8;

/** "Cap = 0.75 × maintenance margin ratio" for contracts without adjusted terms (Binance FAQ on funding caps). */
export const FUNDING_CAP_OF_MAINTENANCE = 0.75;

/** Every price of Binance has at most eight digits; marks and indices use all of them. */
export const PRICE_DIGITS = 8;

/** Perpetuals carry a delivery date a century away until their delisting is announced. */
export const DELIVERY_NEVER_MS = Date.UTC(2100, 0, 1);

/** Without keys the brackets are not told: the smallest leverage and the highest margin of the usual first tier. */
export const BRACKET_DEFAULT = { leverageMax: 20, maintenanceMarginBps: 250 } as const;
