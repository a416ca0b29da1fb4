import { mix } from "../../random.ts";
import type { Market } from "../../world/instrument.ts";

const hex = (value: number, digits: number): string => (value >>> 0).toString(16).padStart(8, "0").slice(0, digits);

/**
 * Contracts name orders and executions by a UUID, spot by a long number. Both carry the exchange's own number, so that
 * a name can be read back without a table of names.
 */
function uuid(number: number, use: number): string {
  const head = mix(use, number, 0, 1);
  const tail = mix(use, number, 0, 2);
  const last = number.toString(16).padStart(12, "0");
  return `${hex(head, 8)}-${hex(tail, 4)}-4${hex(tail >>> 4, 3)}-8${hex(head >>> 8, 3)}-${last}`;
}

const ORDER = 0x0bde;
const EXECUTION = 0x0e8c;
const SPOT_OFFSET = 2_100_000_000_000_000_000n;

const named = (market: Market, number: number, use: number): string =>
  market === "spot" ? String(SPOT_OFFSET + BigInt(number)) : uuid(number, use);

export const orderIdOf = (market: Market, id: number): string => named(market, id, ORDER);
export const executionIdOf = (market: Market, id: number): string => named(market, id, EXECUTION);

/** The exchange's number in an order's name; null where it is none of this market. */
export function readOrderId(market: Market, text: string): number | null {
  const digits =
    market === "spot"
      ? /^\d{19}$/.exec(text)?.[0]
      : /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-([0-9a-f]{12})$/.exec(text)?.[1];
  if (digits === undefined) return null;
  const number = market === "spot" ? Number(BigInt(digits) - SPOT_OFFSET) : Number.parseInt(digits, 16);
  return orderIdOf(market, number) === text ? number : null;
}
