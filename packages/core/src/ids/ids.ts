import { err, invariant, ok, type Result } from "../units/index.ts";

export type VenueId = string & { readonly __id: "venue" };
export type Asset = string & { readonly __id: "asset" };
/** Position of an instrument in the columns: dense, assigned once per installation, never reused. */
export type InstrumentIndex = number & { readonly __id: "instrument" };
/** Random text of this installation; a fresh database can never guess an old order's name. */
export type Nonce = string & { readonly __id: "nonce" };
export type PlanId = string & { readonly __id: "plan" };
export type ClientOrderId = string & { readonly __id: "clientOrder" };
export type TransferId = string & { readonly __id: "transfer" };
export type CommandId = string & { readonly __id: "command" };

export const venueId = (text: string): VenueId => text as VenueId;
export const asset = (text: string): Asset => text as Asset;
export const instrumentIndex = (index: number): InstrumentIndex => index as InstrumentIndex;
export const commandId = (text: string): CommandId => text as CommandId;

const NONCE = /^[a-z0-9]{8}$/;
export function parseNonce(text: string): Result<Nonce, "bad-nonce"> {
  return NONCE.test(text) ? ok(text as Nonce) : err("bad-nonce");
}

/** Every pair owns one thing and owes another of the same kind: spot or a perpetual is long, a perpetual is short. */
export type LegName = "long" | "short";

/** The venues' common bound on a client order id. */
const CLIENT_ORDER_ID_LENGTH_MAX = 36;
const PLAN_PREFIX = "ek";

export const planId = (nonce: Nonce, planNumber: number): PlanId =>
  `${PLAN_PREFIX}${nonce}-${planNumber.toString(36)}` as PlanId;

/** In one event money is moved at most once at a venue: the event's sequence names it. */
export const transferId = (nonce: Nonce, venue: VenueId, sequence: number): TransferId =>
  `et${nonce}-${sequence.toString(36)}-${venue}` as TransferId;

/**
 * f(plan, leg, attempt), reversible, so that an order found at the venue names the plan it belongs to. `u` gains when
 * the price goes up, `d` when it goes down; `s` and `p` are taken: they named legs in older installations.
 */
export function clientOrderId(plan: PlanId, leg: LegName, attempt: number): ClientOrderId {
  const id = `${plan}-${leg === "long" ? "u" : "d"}${attempt.toString(36)}`;
  invariant(id.length <= CLIENT_ORDER_ID_LENGTH_MAX, `client order id too long: ${id}`);
  return id as ClientOrderId;
}

const CLIENT_ORDER_ID = /^(ek([a-z0-9]{8})-([a-z0-9]+))-([ud])([a-z0-9]+)$/;

export type ParsedClientOrderId = {
  readonly plan: PlanId;
  readonly nonce: Nonce;
  readonly leg: LegName;
  readonly attempt: number;
};

/** `null` for an order that is not ours. */
export function parseClientOrderId(text: string): ParsedClientOrderId | null {
  const match = CLIENT_ORDER_ID.exec(text);
  if (match === null) return null;
  return {
    plan: match[1] as PlanId,
    nonce: match[2] as Nonce,
    leg: match[4] === "u" ? "long" : "short",
    attempt: Number.parseInt(match[5] ?? "", 36),
  };
}
