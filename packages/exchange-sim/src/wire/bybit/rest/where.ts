import type { PositionSide } from "../../../order/order.ts";
import type { Instrument, Market } from "../../../world/instrument.ts";
import { mayOrder } from "../../keys.ts";
import { ERRORS } from "../reply.ts";
import {
  bad,
  categoryOf,
  good,
  instrumentOf,
  marketOf,
  type Params,
  type Parsed,
  type RouteContext,
  textOf,
} from "../request.ts";

export interface Where {
  readonly market: Market;
  readonly instrument: Instrument;
}

/** The market and the instrument that an order's request is about, where its key may trade there. */
export function whereOf(context: RouteContext): Parsed<Where> {
  const category = categoryOf(context.params);
  if (!category.ok) return category;
  const market = marketOf(category.value);
  if (market !== null && !mayOrder(context.restrictions, market, context.wallMs)) return bad(ERRORS.permission);
  const instrument = instrumentOf(context, market);
  if (instrument.ok && market !== null) return good({ market, instrument: instrument.value });
  return bad(market === "spot" ? ERRORS.spotSymbol : instrument.ok ? ERRORS.category : instrument.error);
}

const POSITIONS: Readonly<Record<string, PositionSide>> = { "0": "BOTH", "1": "LONG", "2": "SHORT" };

/** Which position a request means; null where it names none there is. */
export function positionSideOf(params: Params): PositionSide | null {
  const name = textOf(params, "positionIdx") ?? "0";
  return Object.hasOwn(POSITIONS, name) ? (POSITIONS[name] ?? null) : null;
}
