import type { Account } from "../../account/account.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import type { Instrument, Market } from "../../world/instrument.ts";
import type { KeyRestrictions } from "../keys.ts";
import { type BybitError, ERRORS, type Outcome } from "./reply.ts";
import type { BybitSession } from "./session.ts";

export const CATEGORIES = ["spot", "linear", "inverse", "option"] as const;
export type Category = (typeof CATEGORIES)[number];

/** From a query all texts; from a JSON body whatever was in it. */
export type Params = ReadonlyMap<string, unknown>;

export interface RouteContext {
  readonly state: ExchangeState;
  readonly session: BybitSession;
  readonly params: Params;
  readonly account: Account;
  readonly apiKey: string;
  /** Of the key that asks. */
  readonly restrictions: KeyRestrictions;
  readonly wallMs: number;
}

export interface Route {
  readonly security: "none" | "signed";
  /** Calls of one account in one second; public routes are counted by address only. */
  readonly perSecondMax: number;
  readonly handle: (context: RouteContext) => Outcome;
}

export type Routes = Readonly<Record<string, Route>>;

export const open = (handle: Route["handle"]): Route => ({ security: "none", perSecondMax: 0, handle });
export const signed = (perSecondMax: number, handle: Route["handle"]): Route => ({
  security: "signed",
  perSecondMax,
  handle,
});

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: BybitError };
export const bad = (error: BybitError): Parsed<never> => ({ ok: false, error });
export const good = <T>(value: T): Parsed<T> => ({ ok: true, value });

const TEXT_MAX = 100;

/** A parameter as text, numbers and booleans of a body too; null where there is none, or nothing that can be one. */
export function textOf(params: Params, name: string): string | null {
  const value = params.get(name);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" && value.length <= TEXT_MAX ? value : null;
}

export const flagOf = (params: Params, name: string): boolean => textOf(params, name)?.toLowerCase() === "true";

/** Null where it was not sent, an error where it is no whole number. */
export function integerOf(params: Params, name: string): Parsed<number | null> {
  const text = textOf(params, name);
  if (text === null) return params.has(name) && params.get(name) !== "" ? bad(ERRORS.parameter(name)) : good(null);
  return /^\d{1,15}$/.test(text) ? good(Number(text)) : bad(ERRORS.parameter(name));
}

/** A page's size, kept between one and the most this endpoint gives. */
export function limitOf(params: Params, byDefault: number, most: number): Parsed<number> {
  const asked = integerOf(params, "limit");
  return asked.ok ? good(Math.max(1, Math.min(most, asked.value ?? byDefault))) : asked;
}

export function categoryOf(params: Params): Parsed<Category> {
  const text = textOf(params, "category");
  const found = CATEGORIES.find((each) => each === text);
  return found === undefined ? bad(ERRORS.category) : good(found);
}

/** Only these two are traded here; the others exist and are empty. */
export const marketOf = (category: Category): Market | null =>
  category === "spot" ? "spot" : category === "linear" ? "futures" : null;

/** The named instrument of a market. */
export function instrumentOf(
  { state, session, params }: Pick<RouteContext, "state" | "session" | "params">,
  market: Market | null,
): Parsed<Instrument> {
  const symbol = textOf(params, "symbol");
  const index = symbol === null || market === null ? undefined : session.symbols[market].get(symbol);
  const instrument = index === undefined ? undefined : state.world.instruments[index];
  return instrument === undefined ? bad(ERRORS.symbol(symbol ?? "")) : good(instrument);
}

export interface Span {
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

export function spanOf(params: Params, from = "startTime", to = "endTime"): Parsed<Span> {
  const fromMs = integerOf(params, from);
  if (!fromMs.ok) return fromMs;
  const toMs = integerOf(params, to);
  if (!toMs.ok) return toMs;
  if (fromMs.value !== null && toMs.value !== null && fromMs.value > toMs.value) {
    return bad(ERRORS.request("The start time must be before the end time"));
  }
  return good({ fromMs: fromMs.value, toMs: toMs.value });
}
