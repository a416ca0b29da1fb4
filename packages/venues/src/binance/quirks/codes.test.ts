import { describe, expect, test } from "vitest";
import { classifyError, VenueAnswer } from "../../common/transport/failure.ts";
import { kindOfCode } from "./codes.ts";
import { DIALECT } from "./dialect.ts";

const kind = (status: number, code: string | null, message = "why"): string =>
  classifyError(new VenueAnswer(status, code, message, null), kindOfCode).kind;

describe("what an answer proves", () => {
  test.each<[string, number, string | null, string]>([
    ["unknown error while processing", 400, "-1000", "connectivity"],
    ["internal error", 500, "-1001", "connectivity"],
    ["unexpected answer, execution unknown", 400, "-1006", "connectivity"],
    ["backend timeout, execution unknown", 408, "-1007", "connectivity"],
    ["overloaded", 503, "-1008", "connectivity"],
    ["server error without a code", 502, null, "connectivity"],
    ["gateway page", 504, null, "connectivity"],
    ["a code nobody knows on a server error", 500, "-9999", "connectivity"],
    ["a code nobody knows in a success", 200, "-9999", "connectivity"],
    ["a firewall's page", 403, null, "connectivity"],
    ["a code nobody knows on a definite refusal", 400, "-9999", "refusal"],
    ["clock", 400, "-1021", "clock"],
    ["signature", 400, "-1022", "authentication"],
    ["key format", 401, "-2014", "authentication"],
    ["key, address or permission", 401, "-2015", "authentication"],
    ["too many requests", 429, "-1003", "rate-limited"],
    ["too many orders", 429, "-1015", "rate-limited"],
    ["banned", 418, "-1003", "rate-limited"],
    ["banned by a page", 418, null, "rate-limited"],
    ["throttled by a page", 429, null, "rate-limited"],
    ["filter", 400, "-1013", "refusal"],
    ["precision", 400, "-1111", "refusal"],
    ["bad symbol", 400, "-1121", "refusal"],
    ["rejected", 400, "-2010", "refusal"],
    ["cancel rejected", 400, "-2011", "refusal"],
    ["absent", 400, "-2013", "refusal"],
    ["margin", 400, "-2019", "refusal"],
    ["reduce-only", 400, "-2022", "refusal"],
    ["position side", 400, "-4061", "refusal"],
    ["notional", 400, "-4164", "refusal"],
    ["would take", 400, "-5022", "refusal"],
    ["price filter on an odd status", 200, "-4131", "refusal"],
  ])("%s (%i, %s) is %s", (_name, status, code, expected) => {
    expect(kind(status, code)).toBe(expected);
  });

  test("an order of our own name is there already: it says nothing of an order that is not", () => {
    expect(kind(400, "-4116", "ClientOrderId is duplicated.")).toBe("connectivity");
    expect(kind(400, "-2010", "Duplicate order sent.")).toBe("connectivity");
    expect(kind(400, "-2010", "Account has insufficient balance for requested action.")).toBe("refusal");
  });

  test.each<[string, Error, string]>([
    ["a client's time-out", new (class RequestTimeout extends Error {})("GET https://x?signature=abc"), "timeout"],
    ["a reset", new (class NetworkError extends Error {})("fetch failed"), "network"],
    ["an unknown throw", new TypeError("x"), "network"],
  ])("%s leaves the outcome open and keeps the library's text out", (_name, error, code) => {
    const found = classifyError(error, kindOfCode);
    expect([found.kind, found.code]).toEqual(["connectivity", code]);
    expect(found.message).not.toContain(error.message);
  });
});

describe("reading an answer", () => {
  test.each<[string, number, unknown, string | null]>([
    ["success", 200, { orderId: 1 }, "success"],
    ["success with a friendly code", 200, { code: 200, msg: "success" }, "success"],
    ["success of a list", 200, [], "success"],
    ["refusal in a success", 200, { code: -2011, msg: "Unknown order sent." }, "-2011"],
    ["refusal", 400, { code: -2010, msg: "no" }, "-2010"],
    ["error page", 502, "<html>", null],
    ["empty", 503, undefined, null],
  ])("%s", (_name, status, parsed, expected) => {
    const refusal = DIALECT.readRefusal(status, parsed, {});
    expect(refusal === null ? "success" : refusal.code).toBe(expected);
  });

  test.each<[string | undefined, number | null]>([
    ["7", 7_000],
    ["soon", null],
    [undefined, null],
  ])("Retry-After %s is %s ms", (told, ms) => {
    const headers = { "Retry-After": told };
    expect(DIALECT.readRefusal(429, { code: -1003, msg: "too many" }, headers)?.retryAfterMs).toBe(ms);
  });

  test.each<[string, string, string]>([
    ["https://api.binance.com/api/v3/account?x=1", "X-Mbx-Used-Weight-1m", "spot"],
    ["https://fapi.binance.com/fapi/v1/time", "X-Mbx-Used-Weight-1m", "futures"],
    ["https://api.binance.com/sapi/v1/account/apiRestrictions", "X-Sapi-Used-Ip-Weight-1m", "sapi"],
  ])("%s counts by %s for %s", (url, header, family) => {
    expect(DIALECT.readUse(url, { [header]: "17" })).toEqual([{ family, used: 17, limits: null }]);
    expect(DIALECT.readUse(url, { [header]: "many" })).toEqual([]);
    expect(DIALECT.readUse(url, {})).toEqual([]);
  });
});
