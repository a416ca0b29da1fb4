import { QUOTE_ASSET } from "../../../world/instrument.ts";
import { fixedEight, money } from "../format.ts";
import { chargeOrder } from "../limits.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { integerOf, limitOf, type Route, type RouteContext, type Routes } from "../request.ts";

const signed = (weight: number, handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "signed",
  weight,
  market: "spot",
  handle,
  ...more,
});

const rate = (ppm: number): string => (ppm / 1e6).toFixed(8);

function account({ state, account: held, params }: RouteContext): Outcome {
  const omitZero = params.get("omitZeroBalances") === "true";
  const assets = omitZero
    ? [...held.spot.keys()]
    : [QUOTE_ASSET, ...state.world.instruments.map((each) => each.spot.baseAsset)];
  const balances = [...new Set([...assets, ...held.spot.keys()])].map((asset) => {
    const balance = held.spot.get(asset);
    return { asset, free: money(balance?.free ?? 0n), locked: money(balance?.locked ?? 0n) };
  });
  return body({
    makerCommission: held.fees.spotMakerPpm / 100,
    takerCommission: held.fees.spotTakerPpm / 100,
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: {
      maker: rate(held.fees.spotMakerPpm),
      taker: rate(held.fees.spotTakerPpm),
      buyer: "0.00000000",
      seller: "0.00000000",
    },
    canTrade: true,
    canWithdraw: false,
    canDeposit: true,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: state.nowMs,
    accountType: "SPOT",
    balances: omitZero ? balances.filter((each) => Number(each.free) !== 0 || Number(each.locked) !== 0) : balances,
    permissions: ["SPOT"],
    uid: held.number,
  });
}

function commission({ account: held, instrument }: RouteContext): Outcome {
  const zero = { maker: "0.00000000", taker: "0.00000000", buyer: "0.00000000", seller: "0.00000000" };
  return body({
    symbol: instrument?.spot.symbol,
    standardCommission: { ...zero, maker: rate(held.fees.spotMakerPpm), taker: rate(held.fees.spotTakerPpm) },
    specialCommission: zero,
    taxCommission: zero,
    discount: { enabledForAccount: false, enabledForSymbol: false, discountAsset: "BNB", discount: "0.75000000" },
  });
}

function myTrades({ account: held, params, instrument }: RouteContext): Outcome {
  if (instrument === null) return refuse(ERRORS.badSymbol);
  const fromId = integerOf(params, "fromId");
  const orderId = integerOf(params, "orderId");
  const startMs = integerOf(params, "startTime");
  const endMs = integerOf(params, "endTime") ?? Number.MAX_SAFE_INTEGER;
  const limit = limitOf(params, 500, 1_000);
  const { spot } = instrument;
  const rows = held.spotTrades.filter(
    (trade) =>
      trade.instrument === instrument.index &&
      trade.id >= (fromId ?? 0) &&
      (orderId === null || trade.orderId === orderId) &&
      trade.timeMs >= (startMs ?? 0) &&
      trade.timeMs <= endMs,
  );
  const newest = fromId === null && startMs === null;
  return body(
    (newest ? rows.slice(-limit) : rows.slice(0, limit)).map((trade) => ({
      symbol: spot.symbol,
      id: trade.id,
      orderId: trade.orderId,
      orderListId: -1,
      price: fixedEight(trade.price, spot.priceScale),
      qty: fixedEight(trade.quantity, spot.quantityScale),
      quoteQty: money(trade.quote),
      commission: money(trade.commission),
      commissionAsset: trade.commissionAsset,
      time: trade.timeMs,
      isBuyer: trade.side === "BUY",
      isMaker: trade.maker,
      isBestMatch: true,
    })),
  );
}

/** Listen keys of spot ended in February 2026; its user stream is asked for over the WebSocket API. */
const gone: Route = { security: "none", weight: 2, market: "spot", handle: () => refuse(ERRORS.gone) };

function orderCounts({ session, account: held, wallMs }: RouteContext): Outcome {
  return body(chargeOrder(session, "spot", held.name, 0, wallMs).counts);
}

export const SPOT_ACCOUNT_ROUTES: Routes = {
  "GET /api/v3/account": signed(20, account),
  "GET /api/v3/account/commission": signed(20, commission, { symbol: "required" }),
  "GET /api/v3/rateLimit/order": signed(40, orderCounts),
  "POST /api/v3/userDataStream": gone,
  "PUT /api/v3/userDataStream": gone,
  "DELETE /api/v3/userDataStream": gone,
  "GET /api/v3/myTrades": signed(20, myTrades, { symbol: "required" }),
};
