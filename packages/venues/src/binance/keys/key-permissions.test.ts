import { describe, expect, test } from "vitest";
import { Malformed } from "../../common/decode/json.ts";
import { permissionsOf } from "../../common/keys/key-standing.ts";
import { parseAccountId, parseEarnAssets, parseRestrictions } from "./key-permissions.ts";

const CREATED = 1_698_645_219_000;
const key = (changes: object = {}) => ({
  ipRestrict: true,
  createTime: CREATED,
  enableReading: true,
  enableSpotAndMarginTrading: true,
  enableFutures: true,
  enableWithdrawals: false,
  enableInternalTransfer: false,
  permitsUniversalTransfer: false,
  ...changes,
});

describe("what a key may do", () => {
  test.each<[name: string, changes: object, permissions: string, told: object]>([
    ["a trading key", {}, "trade", { ipRestricted: true, createdAtMs: CREATED, expiresAtMs: null }],
    ["one that can withdraw", { enableWithdrawals: true }, "may-move-funds-out", { mayTrade: true }],
    ["one that pays other accounts", { enableInternalTransfer: true }, "may-move-funds-out", { mayTrade: true }],
    ["one between own wallets", { permitsUniversalTransfer: true }, "trade", { mayMoveBetweenWallets: true }],
    ["one without futures", { enableFutures: false }, "read-only", { mayTrade: false }],
    ["one without spot", { enableSpotAndMarginTrading: false }, "read-only", { mayTrade: false }],
    ["one from anywhere", { ipRestrict: false }, "trade", { ipRestricted: false }],
    ["one that ends", { tradingAuthorityExpirationTime: CREATED + 1 }, "trade", { expiresAtMs: CREATED + 1 }],
    ["one with no end written as 0", { tradingAuthorityExpirationTime: 0 }, "trade", { expiresAtMs: null }],
  ])("%s", (_name, changes, permissions, told) => {
    const parsed = parseRestrictions(key(changes));
    expect(permissionsOf(parsed)).toBe(permissions);
    expect(parsed).toMatchObject(told);
  });

  test.each([
    "enableWithdrawals",
    "enableInternalTransfer",
    "permitsUniversalTransfer",
    "enableFutures",
    "ipRestrict",
    "createTime",
  ])("is not believed where %s is not told, or told otherwise", (name) => {
    for (const value of [undefined, null, "false", {}, Number.NaN])
      expect(() => parseRestrictions(key({ [name]: value }))).toThrow(Malformed);
  });

  test.each([null, "soon", 1.5, Number.NaN, {}])("an end that is %s is no end", (tradingAuthorityExpirationTime) => {
    expect(() => parseRestrictions(key({ tradingAuthorityExpirationTime }))).toThrow(Malformed);
  });
});

test("whose key it is", () => {
  expect(parseAccountId({ uid: 354_937_868 })).toBe("354937868");
  expect(() => parseAccountId({})).toThrow(Malformed);
});

test("only what subscribes by itself leaves the wallet by itself", () => {
  const rows = [
    { asset: "USDT", autoSubscribe: true },
    { asset: "BTC", autoSubscribe: false },
  ];
  expect(parseEarnAssets({ rows, total: 2 })).toEqual(["USDT"]);
  expect(() => parseEarnAssets({ rows: [{ asset: "USDT" }] })).toThrow(Malformed);
});
