import { describe, expect, test } from "vitest";
import type { KeyStanding } from "../../common/keys/key-standing.ts";
import { documentedAnswer } from "../payloads/read.ts";
import { parseKeyInfo } from "./key-permissions.ts";

const DOCUMENTED = documentedAnswer("GET /v5/user/query-api") as {
  readonly result: { readonly permissions: Readonly<Record<string, unknown>> };
};
const NOTHING = Object.fromEntries(Object.keys(DOCUMENTED.result.permissions).map((group) => [group, []]));
const TRADE = { ...NOTHING, ContractTrade: ["Order", "Position"], Spot: ["SpotTrade"] };

const key = (changes: object = {}, permissions: object = {}): unknown => ({
  ...DOCUMENTED,
  result: { ...DOCUMENTED.result, readOnly: 0, permissions: { ...TRADE, ...permissions }, ...changes },
});

describe("SEC-2: what a key may do", () => {
  test("the documented one may read, spend and move money out", () => {
    expect(parseKeyInfo(DOCUMENTED)).toEqual({
      accountId: "1448939",
      mayTrade: false,
      mayMoveFundsOut: true,
      mayMoveBetweenWallets: true,
      ipRestricted: true,
      createdAtMs: Date.UTC(2025, 9, 13, 3, 20, 45),
      expiresAtMs: null,
      earnAssets: null,
    });
  });

  test.each<[string, object, object, Partial<KeyStanding>]>([
    ["trade and nothing else", {}, {}, { mayTrade: true, mayMoveFundsOut: false, mayMoveBetweenWallets: false }],
    ["read only", { readOnly: 1 }, {}, { mayTrade: false }],
    ["no spot", {}, { Spot: [] }, { mayTrade: false }],
    ["orders of contracts but not their leverage", {}, { ContractTrade: ["Order"] }, { mayTrade: false }],
    ["withdraw", {}, { Wallet: ["Withdraw"] }, { mayMoveFundsOut: true }],
    ["pay another account of the same owner", {}, { Wallet: ["SubMemberTransfer"] }, { mayMoveFundsOut: true }],
    ["something new with the wallet", {}, { Wallet: ["Teleport"] }, { mayMoveFundsOut: true }],
    [
      "move between its own wallets",
      {},
      { Wallet: ["AccountTransfer"] },
      { mayMoveFundsOut: false, mayMoveBetweenWallets: true },
    ],
    ["sell to people", {}, { FiatP2P: ["FiatP2POrder"] }, { mayMoveFundsOut: true }],
    ["pay by card", {}, { BitCard: ["BitCard"] }, { mayMoveFundsOut: true }],
    ["from anywhere", { ips: ["*"] }, {}, { ipRestricted: false }],
    ["from nowhere that is named", { ips: [] }, {}, { ipRestricted: false }],
    ["until a day", { expiredAt: "2026-12-01T00:00:00Z" }, {}, { expiresAtMs: Date.UTC(2026, 11, 1) }],
  ])("%s", (_name, changes, permissions, expected) => {
    expect(parseKeyInfo(key(changes, permissions))).toMatchObject(expected);
  });

  test.each<[string, object, string]>([
    ["no date", { expiredAt: "never" }, "expiredAt"],
    ["no permissions", { permissions: [] }, "permissions"],
    ["no owner", { userID: null }, "userID"],
  ])("is not guessed: %s", (_name, changes, named) => {
    expect(() => parseKeyInfo(key(changes))).toThrow(named);
  });
});
