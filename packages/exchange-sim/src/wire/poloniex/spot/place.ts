import type { PlaceCommand, ReplaceCommand } from "../../../exchange/command.ts";
import type { SelfTradePrevention } from "../../../order/order.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { ERRORS, type PoloniexError } from "../reply.ts";
import { instrumentOf, type RouteContext, textOf } from "../request.ts";

const { parameter, missing, symbol: badSymbol, side: badSide, type: badType, time: badTime } = ERRORS.spot;

type Terms = ReplaceCommand["order"];
export type ReadTerms =
  | { readonly ok: true; readonly value: Terms }
  | { readonly ok: false; readonly error: PoloniexError };
const bad = (error: PoloniexError): ReadTerms => ({ ok: false, error });

const TYPES: readonly string[] = ["MARKET", "LIMIT", "LIMIT_MAKER"];
const TIMES: readonly string[] = ["GTC", "IOC", "FOK"];
const PREVENTIONS: Readonly<Record<string, SelfTradePrevention>> = {
  "": "EXPIRE_TAKER",
  EXPIRE_TAKER: "EXPIRE_TAKER",
  NONE: "NONE",
};

/** What a replacing order takes over from the one before it. */
export interface Before {
  readonly side: Terms["side"];
  readonly type: string;
  readonly timeInForce: string;
  readonly quantity: string;
  readonly price: string;
}
const NOTHING: Before = { side: "BUY", type: "", timeInForce: "", quantity: "", price: "" };

/** An order's terms; a market order to buy says what it spends, every other how much it wants. */
export function readTerms(asked: unknown, before: Before | null): ReadTerms {
  const text = (name: string) => textOf(asked, name);
  const known = before ?? NOTHING;
  const side = text("side").toUpperCase() || (before === null ? "" : known.side);
  if (side !== "BUY" && side !== "SELL") return bad(badSide);
  const type = text("type").toUpperCase() || known.type || "MARKET";
  if (!TYPES.includes(type)) return bad(badType);
  const time = text("timeInForce").toUpperCase() || known.timeInForce || "GTC";
  if (!TIMES.includes(time)) return bad(badTime);
  const kind = text("accountType").toUpperCase();
  if (kind !== "" && kind !== "SPOT") return bad(parameter("accountType"));
  const prevention = PREVENTIONS[text("stpMode").toUpperCase()];
  if (prevention === undefined) return bad(parameter("stpMode"));
  const buysFor = type === "MARKET" && side === "BUY";
  const amount = text("amount");
  const quantity = text("quantity") || known.quantity;
  const price = text("price") || known.price;
  if (buysFor && amount === "") return bad(missing("amount"));
  if (!buysFor && quantity === "") return bad(missing("quantity"));
  if (type !== "MARKET" && price === "") return bad(missing("price"));
  return {
    ok: true,
    value: {
      side,
      type: type as Terms["type"],
      timeInForce: time as Terms["timeInForce"],
      quantity: buysFor ? "0" : quantity,
      price: type === "MARKET" ? null : price,
      clientOrderId: text("clientOrderId") || null,
      reduceOnly: false,
      positionSide: "BOTH",
      selfTradePrevention: prevention,
      ...(buysFor ? { quoteQuantity: amount } : {}),
    },
  };
}

export type PlannedPlace =
  | { readonly command: PlaceCommand; readonly instrument: Instrument }
  | { readonly refusal: PoloniexError };

export function planPlace(context: Pick<RouteContext, "state" | "session" | "account">, asked: unknown): PlannedPlace {
  const instrument = instrumentOf(context, "spot", textOf(asked, "symbol"));
  if (instrument === null) return { refusal: badSymbol };
  const terms = readTerms(asked, null);
  if (!terms.ok) return { refusal: terms.error };
  const command: PlaceCommand = {
    kind: "place",
    venueTimeMs: context.state.nowMs,
    account: context.account.name,
    market: "spot",
    symbol: instrument.spot.symbol,
    ...terms.value,
  };
  return { command, instrument };
}
