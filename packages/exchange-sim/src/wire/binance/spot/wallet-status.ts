import { toFloat } from "@evenkeel/core/units";
import { summarizeFutures } from "../../../account/margin.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { money } from "../format.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { integerOf, type Route, type RouteContext, type Routes } from "../request.ts";

const signed = (weight: number, handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "signed",
  weight,
  market: "spot",
  handle,
  ...more,
});

const systemStatus = (): Outcome => body({ status: 0, msg: "normal" });
const accountStatus = (): Outcome => body({ data: "Normal" });

const tradingStatus = (): Outcome =>
  body({
    data: {
      isLocked: false,
      plannedRecoverTime: 0,
      triggerCondition: { GCR: 150, IFER: 150, UFR: 300 },
      updateTime: 0,
    },
  });

/** Coins that the account has some of. */
function userAssets({ account, params }: RouteContext): Outcome {
  const asset = params.get("asset") || null;
  const held = [...account.spot].filter(
    ([name, { free, locked }]) => (asset === null || name === asset) && free + locked > 0n,
  );
  return body(
    held.map(([name, { free, locked }]) => ({
      asset: name,
      free: money(free),
      locked: money(locked),
      freeze: "0",
      withdrawing: "0",
      ipoable: "0",
      btcValuation: "0",
    })),
  );
}

/** The worth of the two wallets there are, in the venue's own dollar; coins count nothing here. */
function walletBalances({ state, account }: RouteContext): Outcome {
  const cash = account.spot.get(quoteAssetOf(state.world));
  const { walletBalance, unrealizedPnl } = summarizeFutures(state, account);
  const rows = [
    ["Spot", (cash?.free ?? 0n) + (cash?.locked ?? 0n)],
    ["USDⓈ-M Futures", walletBalance + unrealizedPnl],
  ] as const;
  return body(rows.map(([walletName, balance]) => ({ activate: true, balance: money(balance), walletName })));
}

const WAYS: Readonly<Record<string, 1 | -1>> = { MAIN_UMFUTURE: 1, UMFUTURE_MAIN: -1 };

/** Newest first, in one direction, as the venue pages it. */
function transfers({ account, params }: RouteContext): Outcome {
  const type = params.get("type") ?? "";
  const way = WAYS[type];
  if (way === undefined) return refuse(ERRORS.badParameter("type"));
  const startMs = integerOf(params, "startTime") ?? 0;
  const endMs = integerOf(params, "endTime") ?? Number.MAX_SAFE_INTEGER;
  const moved = account.income.filter((row) => row.type === "TRANSFER");
  const first = account.transfers - moved.length + 1;
  const rows = moved
    .map((row, at) => ({ row, tranId: first + at }))
    .filter(({ row }) => Math.sign(toFloat(row.amount)) === way && row.timeMs >= startMs && row.timeMs <= endMs)
    .toReversed();
  const size = Math.max(1, Math.min(100, integerOf(params, "size") ?? 10));
  const from = ((integerOf(params, "current") ?? 1) - 1) * size;
  return body({
    total: rows.length,
    rows: rows.slice(from, from + size).map(({ row, tranId }) => ({
      asset: row.asset,
      amount: money(row.amount < 0n ? -row.amount : row.amount),
      type,
      status: "CONFIRMED",
      tranId,
      timestamp: Math.floor(row.timeMs),
    })),
  });
}

const nothing = (value: unknown) => (): Outcome => body(value);

/** What a client asks for when it looks at a whole account; most of it is empty here. */
export const WALLET_STATUS_ROUTES: Routes = {
  "GET /sapi/v1/system/status": { security: "none", weight: 1, market: "spot", handle: systemStatus },
  "GET /sapi/v1/account/status": signed(1, accountStatus),
  "GET /sapi/v1/account/apiTradingStatus": signed(1, tradingStatus),
  "GET /sapi/v1/asset/wallet/balance": signed(60, walletBalances),
  "POST /sapi/v3/asset/getUserAsset": signed(5, userAssets),
  "POST /sapi/v1/asset/get-funding-asset": signed(1, nothing([])),
  "GET /sapi/v1/asset/transfer": signed(1, transfers, { required: ["type"], integers: ["current", "size"] }),
  "GET /sapi/v1/asset/assetDividend": signed(10, nothing({ rows: [], total: 0 })),
  "GET /sapi/v1/asset/dribblet": signed(1, nothing({ total: 0, userAssetDribblets: [] })),
  "GET /sapi/v1/capital/deposit/hisrec": signed(1, nothing([])),
};
