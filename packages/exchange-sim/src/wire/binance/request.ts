import type { Account } from "../../account/account.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import type { Instrument, Market } from "../../world/instrument.ts";
import type { KeyRestrictions } from "../keys.ts";
import type { Outcome } from "./reply.ts";
import type { WireSession } from "./session.ts";

/** Spot and `sapi` share a host, as at Binance. */
export type Family = "spot" | "futures" | "coin";

export interface WireRequest {
  readonly family: Family;
  readonly method: string;
  readonly path: string;
  /** Without the question mark, exactly as received; bytes as latin1 characters. */
  readonly query: string;
  readonly body: string;
  readonly apiKey: string | null;
  readonly address: string;
}

export type Params = ReadonlyMap<string, string>;

export interface RouteContext {
  readonly state: ExchangeState;
  readonly session: WireSession;
  readonly params: Params;
  /** Set where the route asks for a symbol and one was sent. */
  readonly instrument: Instrument | null;
  readonly account: Account;
  /** Of the key that asks. */
  readonly restrictions: KeyRestrictions;
  readonly wallMs: number;
}

export type Security = "none" | "key" | "signed";

export interface Route {
  readonly security: Security;
  /** Fixed, or by what is asked for. */
  readonly weight: number | ((params: Params) => number);
  readonly market: Market;
  readonly symbol?: "required" | "optional";
  /** Answers for the coins that stand for a dollar too, which are quoted and not traded here. */
  readonly dollars?: true;
  /** What the symbol's parameter is called, where it is not "symbol". */
  readonly symbolName?: string;
  readonly required?: readonly string[];
  /** Whole numbers; malformed ones are refused before the route runs. */
  readonly integers?: readonly string[];
  /** How many new orders a call counts as. */
  readonly orders?: number | ((params: Params) => number);
  readonly handle: (context: RouteContext) => Outcome;
}

export type Routes = Readonly<Record<string, Route>>;

export { readParams } from "../params.ts";

const SIGNATURE = /(?:^|&)signature=([^&]*)/;

/** What was signed, and the signature: query and body put together, less the signature itself. */
export function signedPayload(query: string, bodyText: string): { payload: string; signature: string } | null {
  const inBody = SIGNATURE.exec(bodyText);
  const inQuery = inBody === null ? SIGNATURE.exec(query) : null;
  const found = inBody ?? inQuery;
  if (found === null) return null;
  const without = (text: string) => text.replace(SIGNATURE, "").replace(/^&/, "");
  return {
    payload: (inQuery === null ? query : without(query)) + (inBody === null ? bodyText : without(bodyText)),
    signature: found[1] ?? "",
  };
}

export const integerOf = (params: Params, name: string): number | null => {
  const text = params.get(name);
  return text === undefined || text === "" ? null : Number(text);
};

/** A page's size, kept between one and the most this endpoint gives. */
export function limitOf(params: Params, byDefault: number, most: number): number {
  const asked = integerOf(params, "limit") ?? byDefault;
  return Math.max(1, Math.min(most, asked));
}
