import { parseAmount } from "@evenkeel/core/units";
import type { Side } from "../../../book/quote.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { type JsonObject, momentOf } from "../request.ts";
import type { Failure } from "./failure.ts";
import { FAILURES } from "./failure.ts";

export type StopDirection = "STOP_DIRECTION_STOP_UP" | "STOP_DIRECTION_STOP_DOWN";

/** What an order's configuration asks for. Numbers stay texts: whether they fit is the exchange's to say. */
export type Configuration =
  | { readonly kind: "market"; readonly baseSize: string | null; readonly quoteSize: string | null }
  | {
      readonly kind: "limit";
      readonly baseSize: string;
      readonly limitPrice: string;
      readonly lasts: "GTC" | "GTD" | "IOC" | "FOK";
      readonly postOnly: boolean;
      readonly endMs: number | null;
    }
  | {
      readonly kind: "stop-limit";
      readonly baseSize: string;
      readonly limitPrice: string;
      readonly stopPrice: string;
      readonly direction: StopDirection;
      readonly endMs: number | null;
    };

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };
const fail = (failure: Failure): Parsed<never> => ({ ok: false, failure });

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Reader = (fields: JsonObject) => Parsed<Configuration>;

/** A positive decimal, as text. */
function sizeOf(fields: JsonObject, name: string): string | null {
  const value = fields[name];
  if (typeof value !== "string") return null;
  const parsed = parseAmount(value);
  return parsed.ok && parsed.value > 0n ? value : null;
}

const market: Reader = (fields) => {
  const baseSize = sizeOf(fields, "base_size");
  const quoteSize = sizeOf(fields, "quote_size");
  // One of the two, never both.
  if ((baseSize === null) === (quoteSize === null)) return fail(FAILURES.configuration);
  return { ok: true, value: { kind: "market", baseSize, quoteSize } };
};

const limit =
  (lasts: "GTC" | "GTD" | "IOC" | "FOK"): Reader =>
  (fields) => {
    const baseSize = sizeOf(fields, "base_size");
    const limitPrice = sizeOf(fields, "limit_price");
    if (baseSize === null) return fail(FAILURES.size);
    if (limitPrice === null) return fail(FAILURES.limitPrice);
    const endMs = lasts === "GTD" ? endOf(fields) : null;
    if (Number.isNaN(endMs)) return fail(FAILURES.endTime);
    const postOnly = fields["post_only"] === true && (lasts === "GTC" || lasts === "GTD");
    return { ok: true, value: { kind: "limit", baseSize, limitPrice, lasts, postOnly, endMs } };
  };

/** NaN where there is no readable moment. */
function endOf(fields: JsonObject): number {
  const text = fields["end_time"];
  return typeof text === "string" ? (momentOf(text) ?? Number.NaN) : Number.NaN;
}

const DIRECTIONS: readonly unknown[] = ["STOP_DIRECTION_STOP_UP", "STOP_DIRECTION_STOP_DOWN"];

const stopLimit =
  (ends: boolean): Reader =>
  (fields) => {
    const baseSize = sizeOf(fields, "base_size");
    const limitPrice = sizeOf(fields, "limit_price");
    const stopPrice = sizeOf(fields, "stop_price");
    const direction = fields["stop_direction"];
    if (baseSize === null) return fail(FAILURES.size);
    if (limitPrice === null) return fail(FAILURES.limitPrice);
    if (stopPrice === null || !DIRECTIONS.includes(direction)) return fail(FAILURES.stopPrice);
    const endMs = ends ? endOf(fields) : null;
    if (Number.isNaN(endMs)) return fail(FAILURES.endTime);
    return {
      ok: true,
      value: {
        kind: "stop-limit",
        baseSize,
        limitPrice,
        stopPrice,
        direction: direction as StopDirection,
        endMs,
      },
    };
  };

const READERS: Readonly<Record<string, Reader>> = {
  market_market_ioc: market,
  limit_limit_gtc: limit("GTC"),
  limit_limit_gtd: limit("GTD"),
  limit_limit_fok: limit("FOK"),
  sor_limit_ioc: limit("IOC"),
  stop_limit_stop_limit_gtc: stopLimit(false),
  stop_limit_stop_limit_gtd: stopLimit(true),
};

/** The one configuration of a request. Brackets, TWAP and scaled orders are Coinbase's and not this exchange's. */
export function readConfiguration(value: unknown): Parsed<Configuration> {
  if (!isObject(value)) return fail(FAILURES.configuration);
  const names = Object.keys(value).filter((name) => value[name] !== null);
  const [name = ""] = names;
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  const fields = value[name];
  if (names.length !== 1 || reader === undefined || !isObject(fields)) return fail(FAILURES.configuration);
  return reader(fields);
}

export interface Request {
  readonly side: Side;
  readonly instrument: Instrument;
  readonly configuration: Configuration;
}

/** A price that has to rise to a stop is one that has to fall from the other side. */
export const directionOf = (rises: boolean): StopDirection =>
  rises ? "STOP_DIRECTION_STOP_UP" : "STOP_DIRECTION_STOP_DOWN";
