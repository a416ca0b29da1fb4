import { fields, flag, idText, integer, list, text } from "../../common/decode/json.ts";

export type Permissions = "trade" | "read-only" | "may-move-funds-out";

/** What the venue says about a key and its account, none of it secret. */
export type KeyStanding = {
  /** The account behind the key: two keys of one account have the same. */
  readonly accountId: string;
  readonly mayTrade: boolean;
  /** By withdrawal, or to another account of the same owner. */
  readonly mayMoveFundsOut: boolean;
  /** Between the wallets of this account; harmless by itself, not needed. */
  readonly mayMoveBetweenWallets: boolean;
  readonly ipRestricted: boolean;
  readonly createdAtMs: number;
  /** When trading by this key ends by itself; `null` where the venue sets no end. */
  readonly expiresAtMs: number | null;
  /** Assets that leave the spot wallet for the venue's savings by themselves; `null` where the venue would not say. */
  readonly earnAssets: readonly string[] | null;
};

export type Restrictions = Omit<KeyStanding, "accountId" | "earnAssets">;

/**
 * `enableInternalTransfer` moves money between a master account and its sub-accounts at once, so it counts like a
 * withdrawal. `tradingAuthorityExpirationTime` is left out of the answer of keys that do not expire.
 * https://developers.binance.com/docs/wallet/account/api-key-permission
 */
export function parseRestrictions(answer: unknown): Restrictions {
  const row = fields(answer, "apiRestrictions");
  const expires =
    row["tradingAuthorityExpirationTime"] === undefined ? 0 : integer(row, "tradingAuthorityExpirationTime");
  return {
    mayTrade: flag(row, "enableSpotAndMarginTrading") && flag(row, "enableFutures"),
    mayMoveFundsOut: flag(row, "enableWithdrawals") || flag(row, "enableInternalTransfer"),
    mayMoveBetweenWallets: flag(row, "permitsUniversalTransfer"),
    ipRestricted: flag(row, "ipRestrict"),
    createdAtMs: integer(row, "createTime"),
    expiresAtMs: expires > 0 ? expires : null,
  };
}

export function permissionsOf({ mayMoveFundsOut, mayTrade }: Restrictions): Permissions {
  if (mayMoveFundsOut) return "may-move-funds-out";
  return mayTrade ? "trade" : "read-only";
}

export const parseAccountId = (answer: unknown): string => idText(fields(answer, "account"), "uid");

/** https://developers.binance.com/docs/simple_earn/flexible-locked/account/Get-Flexible-Product-Position */
export const parseEarnAssets = (answer: unknown): string[] =>
  list(fields(answer, "earn positions")["rows"], "rows").flatMap((each) => {
    const row = fields(each, "earn position");
    return flag(row, "autoSubscribe") ? [text(row, "asset")] : [];
  });
