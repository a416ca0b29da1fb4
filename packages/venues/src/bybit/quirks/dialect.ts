import type { HttpHeaders } from "../../common/transport/ccxt.ts";
import type { RestDialect } from "../../common/transport/rest.ts";
import { CODES_OF_ADDRESS, kindOfCode } from "./codes.ts";
import { FAMILIES, familyOfPath } from "./endpoints.ts";

const COUNT = /^\d{1,15}$/;
const HTTP_OK_LIMIT = 400;
const HTTP_FORBIDDEN = 403;
/** "Access too frequent": an address is let in again ten minutes after it stopped asking. */
const BANNED_MS = 600_000;

function counted(headers: HttpHeaders, name: string): number | null {
  const value = headers[name];
  return value !== undefined && COUNT.test(value) ? Number(value) : null;
}

type Answer = { readonly code: string | null; readonly message: string; readonly time: number | null };

/** Zero is success; the number itself, never the status, says what went wrong. */
function readAnswer(parsed: unknown): Answer {
  if (typeof parsed !== "object" || parsed === null || !("retCode" in parsed))
    return { code: null, message: "", time: null };
  const { retCode } = parsed;
  const code = typeof retCode === "number" && Number.isSafeInteger(retCode) && retCode !== 0 ? String(retCode) : null;
  const message = "retMsg" in parsed && typeof parsed.retMsg === "string" ? parsed.retMsg : "";
  const time = "time" in parsed && typeof parsed.time === "number" && parsed.time > 0 ? parsed.time : null;
  return { code, message, time };
}

const isSuccess = (parsed: unknown): boolean =>
  typeof parsed === "object" && parsed !== null && "retCode" in parsed && parsed.retCode === 0;

/** The reset is a moment of the venue's clock, and so is the answer's own time. */
function retryAfterMs(headers: HttpHeaders, sentAtMs: number | null): number | null {
  const reset = counted(headers, "X-Bapi-Limit-Reset-Timestamp");
  return reset === null || sentAtMs === null ? null : Math.max(1, reset - sentAtMs);
}

export const DIALECT: RestDialect = {
  kindOfCode,
  isOfAddress: (code) => CODES_OF_ADDRESS.has(code),
  readRefusal: (status, parsed, headers) => {
    if (status < HTTP_OK_LIMIT && isSuccess(parsed)) return null;
    const { code, message, time } = readAnswer(parsed);
    // Refused at the door, before anything of it was looked at; the page that says so is not always the venue's own.
    if (status === HTTP_FORBIDDEN) return { code: String(status), message, retryAfterMs: BANNED_MS };
    return { code, message, retryAfterMs: retryAfterMs(headers, time) };
  },
  readUse: (url, headers) => {
    const family = familyOfPath(new URL(url).pathname);
    const limit = counted(headers, "X-Bapi-Limit");
    const left = counted(headers, "X-Bapi-Limit-Status");
    if (family === null || limit === null || left === null || limit === 0) return [];
    // The settings' endpoints have limits of their own; the least of them stands for all.
    const limits = family === "settings" ? null : { ...FAMILIES[family], weightMax: limit };
    return [{ family, used: Math.max(0, limit - left), limits }];
  },
};
