/** What an account's owner set for a key at the venue. */
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
