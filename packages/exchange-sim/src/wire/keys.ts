/** What an account's owner set for a key at the venue. The names are Binance's; other venues say the same in theirs. */
export interface KeyRestrictions {
  readonly ipRestrict: boolean;
  readonly enableSpotAndMarginTrading: boolean;
  readonly enableFutures: boolean;
  readonly enableWithdrawals: boolean;
  readonly enableInternalTransfer: boolean;
  readonly permitsUniversalTransfer: boolean;
  /** Wall time; null is never. */
  readonly tradingAuthorityExpirationTime: number | null;
  /** The account's savings take coins of the spot wallet by themselves. */
  readonly autoSubscribe: boolean;
}

/** A fresh key that may trade and nothing else. Its exchange answers this machine only, so its addresses are restricted. */
export const UNRESTRICTED: KeyRestrictions = {
  ipRestrict: true,
  enableSpotAndMarginTrading: true,
  enableFutures: true,
  enableWithdrawals: false,
  enableInternalTransfer: false,
  permitsUniversalTransfer: false,
  tradingAuthorityExpirationTime: null,
  autoSubscribe: false,
};

/** The settings with some of them changed; null for a name or a value that is none. */
export function changeRestrictions(
  known: KeyRestrictions,
  changes: Readonly<Record<string, unknown>>,
): KeyRestrictions | null {
  for (const [name, value] of Object.entries(changes)) {
    if (!Object.hasOwn(UNRESTRICTED, name)) return null;
    const fits =
      name === "tradingAuthorityExpirationTime"
        ? value === null || Number.isSafeInteger(value)
        : typeof value === "boolean";
    if (!fits) return null;
  }
  return { ...known, ...changes };
}

/** Whether a key may place an order in a market now. */
export function mayOrder(restrictions: KeyRestrictions, market: "spot" | "futures", wallMs: number): boolean {
  const { tradingAuthorityExpirationTime: expires, enableFutures, enableSpotAndMarginTrading } = restrictions;
  if (expires !== null && expires <= wallMs) return false;
  return market === "futures" ? enableFutures : enableSpotAndMarginTrading;
}

/** A key opens an account; an account may have several. */
export interface HeldKey {
  readonly account: string;
  readonly secret: string;
  restrictions: KeyRestrictions;
}

export interface Credentials {
  readonly key: string;
  readonly secret: string;
}

/** Keys by name. Without an account of its own a key is its account's name. */
export const holdKeys = (
  credentials: readonly (Credentials & { readonly account?: string })[],
): ReadonlyMap<string, HeldKey> =>
  new Map(
    credentials.map(({ key, secret, account }) => [
      key,
      { account: account ?? key, secret, restrictions: UNRESTRICTED },
    ]),
  );
