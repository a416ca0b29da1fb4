import { type Fields, fields, integer, list, Malformed, text } from "../../common/decode/json.ts";
import type { KeyStanding } from "../../common/keys/key-standing.ts";
import { resultOf } from "../parse/answer.ts";

function wordsOf(permissions: Fields, group: string): readonly unknown[] {
  const words = permissions[group];
  return words === undefined ? [] : list(words, group);
}

/** Between the funding account and the unified one of the same owner. */
const OWN_TRANSFER = "AccountTransfer";
/** Whatever else a wallet allows, withdrawals and transfers to other accounts among it, takes money away. */
const leavesWallet = (word: unknown): boolean => word !== OWN_TRANSFER;
/** Groups that sell coins to people, pay with them or spend them by card. */
const SPENDING = ["FiatP2P", "FiatConvertBroker", "FiatGlobalPay", "FiatBitPay", "BitCard", "ByXPost"];

function dateOf(from: Fields, key: string): number {
  const ms = Date.parse(text(from, key));
  if (!Number.isSafeInteger(ms)) throw new Malformed(`${key}: no date`);
  return ms;
}

/** https://bybit-exchange.github.io/docs/v5/user/apikey-info */
export function parseKeyInfo(answer: unknown): KeyStanding {
  const key = resultOf(answer);
  const permissions = fields(key["permissions"], "permissions");
  const has = (group: string, word: string): boolean => wordsOf(permissions, group).includes(word);
  const wallet = wordsOf(permissions, "Wallet");
  const ips = list(key["ips"], "ips");
  const expires = dateOf(key, "expiredAt");
  const contracts = has("ContractTrade", "Order") && has("ContractTrade", "Position");
  return {
    accountId: String(integer(key, "userID")),
    mayTrade: integer(key, "readOnly") === 0 && contracts && has("Spot", "SpotTrade"),
    mayMoveFundsOut: wallet.some(leavesWallet) || SPENDING.some((group) => wordsOf(permissions, group).length > 0),
    mayMoveBetweenWallets: wallet.includes(OWN_TRANSFER),
    ipRestricted: ips.length > 0 && !ips.includes("*"),
    createdAtMs: dateOf(key, "createdAt"),
    // The beginning of time stands for a key without an end.
    expiresAtMs: expires > 0 ? expires : null,
    // Savings are not told of with the key, and have no switch that takes coins by itself.
    earnAssets: null,
  };
}
