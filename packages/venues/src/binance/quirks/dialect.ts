import type { HttpHeaders } from "../../common/transport/ccxt.ts";
import type { RestDialect, ToldUse } from "../../common/transport/rest.ts";
import { kindOfCode } from "./codes.ts";
import type { FamilyName, ORDER_COUNTS } from "./endpoints.ts";

const COUNT = /^\d{1,9}$/;
const HTTP_OK_LIMIT = 400;

function used(headers: HttpHeaders, name: string): number | null {
  const value = headers[name];
  return value !== undefined && COUNT.test(value) ? Number(value) : null;
}

function countHeader(url: string): readonly [FamilyName, string] {
  const { hostname, pathname } = new URL(url);
  if (hostname.startsWith("fapi.")) return ["futures", "X-Mbx-Used-Weight-1m"];
  return pathname.startsWith("/sapi/") ? ["sapi", "X-Sapi-Used-Ip-Weight-1m"] : ["spot", "X-Mbx-Used-Weight-1m"];
}

/** Answers to orders tell the orders of the last ten seconds too. */
function orderCount(url: string, headers: HttpHeaders): ToldUse[] {
  const count = used(headers, "X-Mbx-Order-Count-10s");
  if (count === null) return [];
  const family: keyof typeof ORDER_COUNTS = new URL(url).hostname.startsWith("fapi.")
    ? "futures-orders"
    : "spot-orders";
  return [{ family, used: count, limits: null }];
}

const RETRY_AFTER = /^\d{1,7}$/;

function retryAfterMs(headers: HttpHeaders): number | null {
  const seconds = headers["Retry-After"];
  return seconds !== undefined && RETRY_AFTER.test(seconds) ? Number(seconds) * 1_000 : null;
}

/** Some successes carry a code too: 200, never a negative one. */
function readCode(parsed: unknown): { readonly code: string | null; readonly message: string } {
  if (typeof parsed !== "object" || parsed === null || !("code" in parsed)) return { code: null, message: "" };
  const code = typeof parsed.code === "number" || typeof parsed.code === "string" ? String(parsed.code) : "";
  const message = "msg" in parsed && typeof parsed.msg === "string" ? parsed.msg : "";
  return { code: /^-\d{1,6}$/.test(code) ? code : null, message };
}

export const DIALECT: RestDialect = {
  kindOfCode,
  readRefusal: (status, parsed, headers) => {
    const { code, message } = readCode(parsed);
    return status >= HTTP_OK_LIMIT || code !== null ? { code, message, retryAfterMs: retryAfterMs(headers) } : null;
  },
  // Its families are addresses' already.
  isOfAddress: () => false,
  readUse: (url, headers) => {
    const [family, header] = countHeader(url);
    const count = used(headers, header);
    return [...(count === null ? [] : [{ family, used: count, limits: null }]), ...orderCount(url, headers)];
  },
};
