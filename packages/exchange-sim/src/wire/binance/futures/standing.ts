import { positionsOf } from "../../../account/account.ts";
import { deleveragingQuantile } from "../../../account/ranking.ts";
import type { Order } from "../../../order/order.ts";
import { chargeOrder } from "../limits.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { integerOf, limitOf, type Params, type Route, type RouteContext, type Routes } from "../request.ts";
import { printFuturesOrder } from "./order.ts";

const signed = (weight: Route["weight"], handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "signed",
  weight,
  market: "futures",
  handle,
  ...more,
});

/** Where each position stands in the queue of those that are deleveraged. */
function quantiles({ state, account, instrument }: RouteContext): Outcome {
  const shown = instrument === null ? state.world.instruments : [instrument];
  return body(
    shown.flatMap(({ index, futures }) => {
      const held = positionsOf(account, index);
      if (held.length === 0) return [];
      const sides = held.map((position) => [position.side, deleveragingQuantile(state, position)] as const);
      return [{ symbol: futures.symbol, adlQuantile: { LONG: 0, SHORT: 0, BOTH: 0, ...Object.fromEntries(sides) } }];
    }),
  );
}

const CLOSES = { LIQUIDATION: "liquidation", ADL: "deleveraging" } as const;

/** Orders by which the venue closed a position for its owner. */
function forced({ state, account, params, instrument }: RouteContext): Outcome {
  const asked = params.get("autoCloseType") ?? "";
  if (asked !== "" && asked !== "LIQUIDATION" && asked !== "ADL") return refuse(ERRORS.badParameter("autoCloseType"));
  const startMs = integerOf(params, "startTime") ?? 0;
  const endMs = integerOf(params, "endTime") ?? Number.MAX_SAFE_INTEGER;
  const fits = ({ origin }: Order): boolean =>
    asked === "" ? Object.values(CLOSES).some((each) => each === origin) : origin === CLOSES[asked];
  const found = [...account.orders.values()].filter(
    (order) =>
      order.market === "futures" &&
      (instrument === null || order.instrument === instrument.index) &&
      order.createdMs >= startMs &&
      order.createdMs <= endMs &&
      fits(order),
  );
  return body(
    found.slice(-limitOf(params, 50, 100)).map((order) => {
      const {
        cumQty: _whole,
        priceMatch: _match,
        selfTradePreventionMode: _mode,
        goodTillDate: _end,
        ...row
      } = printFuturesOrder(state, order);
      return row;
    }),
  );
}

function orderLimits({ session, account, wallMs }: RouteContext): Outcome {
  const { counts } = chargeOrder(session, "futures", account.name, 0, wallMs);
  return body(counts.map(({ count: _count, ...limit }) => limit));
}

/** Nobody's trading is ever locked here. */
const indicators = ({ state }: RouteContext): Outcome => body({ indicators: {}, updateTime: Math.floor(state.nowMs) });

const forcedWeight = (params: Params): number => ((params.get("symbol") ?? "") === "" ? 50 : 20);

export const FUTURES_STANDING_ROUTES: Routes = {
  "GET /fapi/v1/adlQuantile": signed(5, quantiles, { symbol: "optional" }),
  "GET /fapi/v1/forceOrders": signed(forcedWeight, forced, { symbol: "optional" }),
  "GET /fapi/v1/rateLimit/order": signed(1, orderLimits),
  "GET /fapi/v1/apiTradingStatus": signed(1, indicators, { symbol: "optional" }),
};
