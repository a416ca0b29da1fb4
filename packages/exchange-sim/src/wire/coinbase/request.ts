import type { Account } from "../../account/account.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import type { Instrument } from "../../world/instrument.ts";
import type { KeyRestrictions } from "../keys.ts";
import type { Outcome } from "./reply.ts";
import type { CoinbaseSession } from "./session.ts";

export type Query = ReadonlyMap<string, readonly string[]>;
export type JsonObject = Readonly<Record<string, unknown>>;

export interface RouteContext {
  readonly state: ExchangeState;
  readonly session: CoinbaseSession;
  /** The variable parts of the path, in their order. */
  readonly segments: readonly string[];
  readonly query: Query;
  /** Empty unless the route takes a body. */
  readonly body: JsonObject;
  readonly account: Account;
  /** Of the key that asks. */
  readonly restrictions: KeyRestrictions;
  readonly wallMs: number;
}

/** "public" and "app" need no key; "view" needs one, "trade" one that may trade. */
export type Access = "public" | "app" | "app-view" | "view" | "trade";

export interface Route {
  readonly access: Access;
  readonly handle: (context: RouteContext) => Outcome;
}

/** "GET /api/v3/brokerage/orders/historical/{}": the empty braces stand for any one part of a path. */
export type Routes = Readonly<Record<string, Route>>;

const decode = (text: string): string =>
  decodeURIComponent(Buffer.from(text.replaceAll("+", " "), "latin1").toString("utf8"));

/** Every value of every name, in their order; null when an escape is broken. */
export function readQuery(text: string): Query | null {
  const query = new Map<string, string[]>();
  try {
    for (const pair of text.split("&")) {
      if (pair === "") continue;
      const split = pair.indexOf("=");
      const name = decode(split < 0 ? pair : pair.slice(0, split));
      const value = split < 0 ? "" : decode(pair.slice(split + 1));
      const values = query.get(name);
      if (values === undefined) query.set(name, [value]);
      else values.push(value);
    }
  } catch {
    return null;
  }
  return query;
}

/** A request's body as an object: an empty one is empty, and what is no object is null. Bytes come as latin1. */
export function readBody(text: string): JsonObject | null {
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "latin1").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}

export const textOf = (query: Query, name: string): string => query.get(name)?.[0] ?? "";
export const textsOf = (query: Query, ...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => query.get(name) ?? []).filter((text) => text !== "");

/** A whole number; null where there is none, and NaN where the text is not one. */
export function numberOf(query: Query, name: string): number | null {
  const text = textOf(query, name);
  if (text === "") return null;
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

/** A moment in RFC 3339; null where there is none, and NaN where the text is not one. */
export function momentOf(text: string): number | null {
  if (text === "") return null;
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
}

/** A page's size, kept between one and the most this endpoint gives. */
export function limitOf(query: Query, byDefault: number, most: number): number {
  const asked = numberOf(query, "limit");
  if (asked === null || Number.isNaN(asked) || asked === 0) return byDefault;
  return Math.min(most, asked);
}

export interface Product {
  /** As it was asked for: the dollar's own name or its alias. */
  readonly id: string;
  readonly instrument: Instrument;
}

/** A product by its name; null when this venue has never listed it. */
export function productOf(session: CoinbaseSession, state: ExchangeState, id: string): Product | null {
  const index = session.products.get(id);
  const instrument = index === undefined ? undefined : state.world.instruments[index];
  if (instrument === undefined || state.nowMs < instrument.onboardMs) return null;
  return { id, instrument };
}
