import { quoteAssetOf } from "../../../world/world.ts";
import { isAnnounced } from "../market-data.ts";
import { answer, type Outcome, refuse } from "../reply.ts";
import {
  categoryOf,
  good,
  instrumentOf,
  limitOf,
  marketOf,
  open,
  type RouteContext,
  type Routes,
  signed,
  textOf,
} from "../request.ts";
import { keyPermission } from "./key-permission.ts";

function accountInfo({ account, state }: RouteContext): Outcome {
  return answer({
    marginMode: account.marginMode === "ISOLATED" ? "ISOLATED_MARGIN" : "REGULAR_MARGIN",
    updatedTime: String(Math.floor(state.nowMs)),
    unifiedMarginStatus: 6,
    dcpStatus: "OFF",
    timeWindow: 0,
    smpGroup: 0,
    isMasterTrader: false,
    spotHedgingStatus: "OFF",
  });
}

const rate = (ppm: number): string => (ppm / 1e6).toString();

/** Contracts where no category is named: clients leave it out, and are answered. */
function feeRate(context: RouteContext): Outcome {
  const { state, account, params } = context;
  const category = textOf(params, "category") === null ? good("linear" as const) : categoryOf(params);
  if (!category.ok) return refuse(category.error);
  const market = marketOf(category.value);
  if (market === null) return answer({ list: [] });
  const named = textOf(params, "symbol") === null ? null : instrumentOf(context, market);
  if (named !== null && !named.ok) return refuse(named.error);
  const { spotMakerPpm, spotTakerPpm, futuresMakerPpm, futuresTakerPpm } = account.fees;
  const [maker, taker] = market === "spot" ? [spotMakerPpm, spotTakerPpm] : [futuresMakerPpm, futuresTakerPpm];
  const shown = named === null ? state.world.instruments : [named.value];
  return answer({
    list: shown.map((each) => ({
      symbol: (market === "spot" ? each.spot : each.futures).symbol,
      takerFeeRate: rate(taker),
      makerFeeRate: rate(maker),
    })),
  });
}

/** Coins without a network: enough for a client to load currencies. Nothing can be withdrawn. */
function coins({ state, params }: RouteContext): Outcome {
  const asked = textOf(params, "coin");
  const all = [quoteAssetOf(state.world), ...state.world.instruments.map((each) => each.spot.baseAsset)];
  const shown = asked === null ? all : all.filter((coin) => coin === asked);
  return answer({ rows: shown.map((coin) => ({ name: coin, coin, remainAmount: "0", chains: [] })) });
}

const DAY_MS = 86_400_000;
/** How long before its end a contract's delisting is announced. */
const NOTICE_MS = 7 * DAY_MS;

/** Delistings, newest first, from the day they are announced. */
function announcements({ state, params }: RouteContext): Outcome {
  const limit = limitOf(params, 20, 500);
  if (!limit.ok) return refuse(limit.error);
  const type = textOf(params, "type");
  const told = state.world.instruments
    .filter((each) => isAnnounced(each) && state.nowMs >= each.deliveryMs - NOTICE_MS)
    .toSorted((a, b) => b.deliveryMs - a.deliveryMs);
  const list = type !== null && type !== "delistings" ? [] : told;
  return answer({
    total: list.length,
    list: list.slice(0, limit.value).map(({ futures, deliveryMs }) => ({
      title: `Delisting of ${futures.symbol} Perpetual Contract`,
      description: `Trading of ${futures.symbol} ends at ${new Date(deliveryMs).toISOString()}.`,
      type: { title: "Delistings", key: "delistings" },
      tags: ["Derivatives", "Delistings"],
      url: `https://announcements.bybit.com/article/delisting-${futures.symbol.toLowerCase()}/`,
      dateTimestamp: deliveryMs - NOTICE_MS,
      startDateTimestamp: deliveryMs,
      endDateTimestamp: deliveryMs,
    })),
  });
}

export const USER_ROUTES: Routes = {
  "GET /v5/user/query-api": signed(10, keyPermission),
  "GET /v5/account/info": signed(50, accountInfo),
  "GET /v5/account/fee-rate": signed(10, feeRate),
  "GET /v5/asset/coin/query-info": signed(5, coins),
  "GET /v5/announcements/index": open(announcements),
  "GET /v5/system/status": open(() => answer({ list: [] })),
  "GET /v5/asset/deposit/query-record": signed(5, () => answer({ rows: [], nextPageCursor: "" })),
};
