import { fields, flag, idText, integer, list, text } from "../../common/decode/json.ts";
import type { KeyStanding } from "../../common/keys/key-standing.ts";

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

export const parseAccountId = (answer: unknown): string => idText(fields(answer, "account"), "uid");

/** https://developers.binance.com/docs/simple_earn/flexible-locked/account/Get-Flexible-Product-Position */
export const parseEarnAssets = (answer: unknown): string[] =>
  list(fields(answer, "earn positions")["rows"], "rows").flatMap((each) => {
    const row = fields(each, "earn position");
    return flag(row, "autoSubscribe") ? [text(row, "asset")] : [];
  });
