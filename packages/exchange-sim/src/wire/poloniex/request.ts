import type { Account } from "../../account/account.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import type { Instrument, Market } from "../../world/instrument.ts";
import type { Api, Outcome } from "./reply.ts";
import type { WireSession } from "./session.ts";

export interface RouteContext {
  readonly state: ExchangeState;
  readonly session: WireSession;
  /** Of the path and the query. */
  readonly params: ReadonlyMap<string, string>;
  /** The JSON that was sent; null when there was none. */
  readonly body: unknown;
  readonly account: Account;
  readonly wallMs: number;
}

export interface Route {
  readonly api: Api;
  readonly security: "none" | "signed";
  /** Requests in a second, by address where no key is needed and by account otherwise. */
  readonly perSecond: number;
  /** Routes that share one allowance; without it a route has its own. */
  readonly group?: string;
  /** A new order needs a key that may place one. */
  readonly orders?: true;
  readonly handle: (context: RouteContext) => Outcome;
}

/** "GET /markets/{symbol}/price" and what answers it. */
export type Routes = Readonly<Record<string, Route>>;

export const open = (api: Api, perSecond: number, group: string, handle: Route["handle"]): Route => ({
  api,
  security: "none",
  perSecond,
  group,
  handle,
});
export const signed = (api: Api, perSecond: number, handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  api,
  security: "signed",
  perSecond,
  handle,
  ...more,
});

export type Json = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

/** A body's JSON; an empty body is null. */
export function readJson(text: string): Json {
  if (text === "") return { ok: true, value: null };
  try {
    return { ok: true, value: JSON.parse(Buffer.from(text, "latin1").toString("utf8")) as unknown };
  } catch {
    return { ok: false };
  }
}

export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** A field as text: clients send numbers where texts are asked for, and the venue reads them. Empty when missing. */
export function textOf(value: unknown, name: string): string {
  const field = fieldsOf(value)[name];
  if (typeof field === "string") return field;
  return typeof field === "number" || typeof field === "boolean" ? String(field) : "";
}

const LIST_MAX = 1_000;
/** A field that holds a list of texts; null for anything else, an empty list when missing. */
export function textsOf(value: unknown, name: string): readonly string[] | null {
  const field = fieldsOf(value)[name];
  if (field === undefined || field === null) return [];
  if (!Array.isArray(field) || field.length > LIST_MAX) return null;
  const texts = field.map((each) => (typeof each === "string" || typeof each === "number" ? String(each) : null));
  return texts.every((each) => each !== null) ? texts : null;
}

export function instrumentOf(
  context: Pick<RouteContext, "state" | "session">,
  market: Market,
  symbol: string | undefined,
): Instrument | null {
  const index = context.session.symbols[market].get((symbol ?? "").toUpperCase());
  return index === undefined ? null : (context.state.world.instruments[index] ?? null);
}

/** A whole number of a parameter; null when missing, undefined when it is none. */
export function wholeOf(params: ReadonlyMap<string, string>, name: string): number | null | undefined {
  const text = params.get(name);
  if (text === undefined || text === "") return null;
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** A page's size, at most what the endpoint gives; null for what is no size. */
export function limitOf(params: ReadonlyMap<string, string>, usual: number, most: number): number | null {
  const asked = wholeOf(params, "limit");
  if (asked === null) return usual;
  return asked === undefined || asked === 0 ? null : Math.min(most, asked);
}
