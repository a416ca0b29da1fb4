import { describe, expect, test } from "vitest";
import { classifyAnswer, VenueAnswer } from "../../common/transport/failure.ts";
import { kindOfCode } from "./codes.ts";
import { DIALECT } from "./dialect.ts";

const CODES: readonly (readonly [code: number, kind: string])[] = [
  [10001, "refusal"],
  [10002, "clock"],
  [10003, "authentication"],
  [10005, "authentication"],
  [10006, "rate-limited"],
  [10018, "rate-limited"],
  [33004, "authentication"],
  [110007, "refusal"],
  [110017, "refusal"],
  [170131, "refusal"],
  [170005, "rate-limited"],
  [131212, "refusal"],
  // Nobody can say what became of the order.
  [10000, "connectivity"],
  [10016, "connectivity"],
  [170007, "connectivity"],
  [170146, "connectivity"],
  // Our own id again: the first one is there, so it was not refused.
  [110072, "connectivity"],
  [170141, "connectivity"],
  // Heavily loaded, or a number nobody knows: open.
  [429, "connectivity"],
  [987654, "connectivity"],
];

const NOW = 1_763_000_000_000;
const answer = (retCode: unknown, more: object = {}) => ({ retCode, retMsg: "words", result: {}, time: NOW, ...more });

describe("what an answer means", () => {
  test.each(CODES)("%i in a good status is %s", (code, kind) => {
    const refusal = DIALECT.readRefusal(200, answer(code), {});
    if (refusal === null) throw new Error("taken for a success");
    const found = classifyAnswer(new VenueAnswer(200, refusal.code, refusal.message, null), kindOfCode);
    expect([found.kind, found.code]).toEqual([kind, String(code)]);
  });

  test.each<[string, number, unknown, string | null]>([
    ["success", 200, answer(0), "success"],
    ["a refusal in a good status", 200, answer(110001), "110001"],
    ["no word at all", 200, {}, null],
    ["a list", 200, [], null],
    ["a success in a bad status", 500, answer(0), null],
    ["a number that is none", 200, answer("0"), null],
    ["an error page", 502, undefined, null],
    ["a door that is shut, whoever says so", 403, undefined, "403"],
  ])("%s", (_name, status, parsed, expected) => {
    const refusal = DIALECT.readRefusal(status, parsed, {});
    expect(refusal === null ? "success" : refusal.code).toBe(expected);
  });

  test.each<[string, number, Record<string, string>, number | null]>([
    [
      "the account's limit, until its reset by the venue's clock",
      200,
      { "X-Bapi-Limit-Reset-Timestamp": `${NOW + 700}` },
      700,
    ],
    ["a reset that has passed", 200, { "X-Bapi-Limit-Reset-Timestamp": `${NOW - 5}` }, 1],
    ["no reset", 200, {}, null],
    ["the address's, for ten minutes", 403, {}, 600_000],
  ])("who asked too often waits: %s", (_name, status, headers, ms) => {
    expect(DIALECT.readRefusal(status, answer(10006), headers)?.retryAfterMs).toBe(ms);
  });

  test("only a shut door is the address's", () => {
    expect(["403", "10018", "10006"].map(DIALECT.isOfAddress)).toEqual([true, true, false]);
  });
});

describe("what its headers tell", () => {
  const headers = { "X-Bapi-Limit": "20", "X-Bapi-Limit-Status": "13" };
  test("used calls and the limit in force, by endpoint", () => {
    expect(DIALECT.readUse("https://api.bybit.com/v5/order/create", headers)).toMatchObject([
      { family: "orders", used: 7, limits: { weightMax: 20, counting: "rolling" } },
    ]);
    expect(DIALECT.readUse("https://api.bybit.com/v5/account/fee-rate?category=spot", headers)).toEqual([
      { family: "settings", used: 7, limits: null },
    ]);
  });

  test.each<[string, string, Record<string, string>]>([
    ["a path nobody asked", "https://api.bybit.com/v5/order/amend", headers],
    ["no headers", "https://api.bybit.com/v5/order/create", {}],
    ["no limit at all", "https://api.bybit.com/v5/order/create", { ...headers, "X-Bapi-Limit": "0" }],
    ["no number", "https://api.bybit.com/v5/order/create", { ...headers, "X-Bapi-Limit-Status": "many" }],
  ])("nothing: %s", (_name, url, told) => {
    expect(DIALECT.readUse(url, told)).toEqual([]);
  });
});
