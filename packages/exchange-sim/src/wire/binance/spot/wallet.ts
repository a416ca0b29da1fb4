import { QUOTE_ASSET } from "../../../world/instrument.ts";
import { mayOrder } from "../../keys.ts";
import { money } from "../format.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import type { Route, RouteContext, Routes } from "../request.ts";

const signed = (handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "signed",
  weight: 1,
  market: "spot",
  handle,
  ...more,
});

/** Coins with one made-up network each: enough for a client to load currencies. Nothing can be withdrawn. */
function coins({ state, account }: RouteContext): Outcome {
  const assets = [QUOTE_ASSET, ...state.world.instruments.map((each) => each.spot.baseAsset)];
  return body(
    assets.map((coin) => {
      const balance = account.spot.get(coin);
      return {
        coin,
        name: coin,
        free: money(balance?.free ?? 0n),
        locked: money(balance?.locked ?? 0n),
        freeze: "0",
        ipoable: "0",
        ipoing: "0",
        isLegalMoney: false,
        storage: "0",
        trading: true,
        depositAllEnable: false,
        withdrawAllEnable: false,
        withdrawing: "0",
        networkList: [],
      };
    }),
  );
}

function tradeFee({ state, account, instrument }: RouteContext): Outcome {
  const shown = instrument === null ? state.world.instruments : [instrument];
  return body(
    shown.map((each) => ({
      symbol: each.spot.symbol,
      makerCommission: (account.fees.spotMakerPpm / 1e6).toString(),
      takerCommission: (account.fees.spotTakerPpm / 1e6).toString(),
    })),
  );
}

/** Keys of a simulation were all made on its first day. */
const KEY_CREATED_MS = Date.UTC(2026, 0, 1);

/** A permission to trade that has run out is told as one that is not there; the venue leaves out an end that is none. */
function restrictions({ restrictions: set, wallMs }: RouteContext): Outcome {
  const { tradingAuthorityExpirationTime: expires, enableFutures, autoSubscribe: _account, ...rest } = set;
  return body({
    ...rest,
    createTime: KEY_CREATED_MS,
    enableReading: true,
    enableSpotAndMarginTrading: mayOrder(set, "spot", wallMs),
    enableFutures,
    enableMargin: false,
    enableVanillaOptions: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
    enablePortfolioMarginTrading: false,
    ...(expires === null ? {} : { tradingAuthorityExpirationTime: expires }),
  });
}

/** One position at most: enough to say whether coins leave the spot wallet by themselves. */
function earnPositions({ restrictions: { autoSubscribe } }: RouteContext): Outcome {
  const position = { asset: QUOTE_ASSET, productId: `${QUOTE_ASSET}001`, totalAmount: "0.01", canRedeem: true };
  const rows = autoSubscribe ? [{ ...position, collateralAmount: "0", autoSubscribe }] : [];
  return body({ rows, total: rows.length });
}

const DIRECTIONS: Readonly<Record<string, "futures" | "spot">> = {
  MAIN_UMFUTURE: "futures",
  UMFUTURE_MAIN: "spot",
};

function transfer({ state, account, params }: RouteContext): Outcome {
  const to = DIRECTIONS[params.get("type") ?? ""];
  if (to === undefined) return refuse(ERRORS.badParameter("type"));
  return {
    kind: "command",
    market: "spot",
    command: {
      kind: "transfer",
      venueTimeMs: state.nowMs,
      account: account.name,
      asset: params.get("asset") ?? "",
      amount: params.get("amount") ?? "",
      to,
    },
    answer: (answer) => answer.kind === "transfer" && { tranId: answer.transferId },
  };
}

const TRANSFERS_MAX = 100;

/** The spot wallet's side of what the futures wallet's income tells, newest first. */
function transfers({ account, params }: RouteContext): Outcome {
  const type = params.get("type") ?? "";
  const to = DIRECTIONS[type];
  if (to === undefined) return refuse(ERRORS.badParameter("type"));
  const size = Number(params.get("size") ?? 10);
  const from = (Number(params.get("current") ?? 1) - 1) * size;
  if (!(size >= 1 && size <= TRANSFERS_MAX)) return refuse(ERRORS.badParameter("size"));
  const [startMs, endMs] = [Number(params.get("startTime") ?? 0), Number(params.get("endTime") ?? Infinity)];
  const all = account.income
    .filter((row) => row.type === "TRANSFER" && (to === "futures") === row.amount > 0n)
    .filter(({ timeMs }) => timeMs >= startMs && timeMs <= endMs)
    .reverse();
  const rows = all.slice(from, from + size).map((row) => ({
    asset: row.asset,
    amount: money(row.amount < 0n ? -row.amount : row.amount),
    type,
    status: "CONFIRMED",
    tranId: row.id,
    timestamp: row.timeMs,
  }));
  return body({ total: all.length, ...(all.length === 0 ? {} : { rows }) });
}

export const WALLET_ROUTES: Routes = {
  "GET /sapi/v1/capital/config/getall": signed(coins),
  "GET /sapi/v1/margin/allPairs": { security: "key", weight: 1, market: "spot", handle: () => body([]) },
  "GET /sapi/v1/margin/isolated/allPairs": { security: "key", weight: 1, market: "spot", handle: () => body([]) },
  "GET /sapi/v1/equity/market/exchangeInfo": {
    security: "key",
    weight: 1,
    market: "spot",
    handle: () => body({ symbols: [] }),
  },
  "GET /sapi/v1/account/apiRestrictions": signed(restrictions),
  "GET /sapi/v1/simple-earn/flexible/position": signed(earnPositions, { weight: 150 }),
  "GET /sapi/v1/asset/tradeFee": signed(tradeFee, { symbol: "optional" }),
  "GET /sapi/v1/asset/transfer": signed(transfers, { required: ["type"] }),
  "POST /sapi/v1/asset/transfer": signed(transfer, { required: ["type", "asset", "amount"] }),
};
