import type { Amount } from "@evenkeel/core/units";
import type { Account } from "../../../account/account.ts";
import { type FuturesSummary, summarizeFutures } from "../../../account/margin.ts";
import { spendable } from "../../../account/settings.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { indexPriceAt } from "../../../world/sample.ts";
import { quoteAssetOf, secondOf } from "../../../world/world.ts";
import { money, shareText } from "../money.ts";
import { answer, ERRORS, type Outcome, refuse } from "../reply.ts";
import { type RouteContext, type Routes, signed, textOf } from "../request.ts";

/** Value of one coin in dollars at 8 digits, as an integer; 0 for what is not listed. */
function priceOf(state: ExchangeState, coin: string): bigint {
  if (coin === quoteAssetOf(state.world)) return 10n ** 8n;
  const instrument = state.world.instruments.find((each) => each.spot.baseAsset === coin);
  if (instrument === undefined) return 0n;
  const price = indexPriceAt(state.world, instrument.index, secondOf(state.nowMs)) / instrument.multiplier;
  return BigInt(Math.round(price * 1e8));
}

const valueOf = (state: ExchangeState, coin: string, quantity: bigint): Amount =>
  (((quantity * priceOf(state, coin)) / 10n ** 18n) * 10n ** 10n) as Amount;

/** All that contracts ever brought or cost the account. */
const realizedOf = (account: Account): Amount =>
  account.income.reduce((sum, row) => (row.type === "TRANSFER" ? sum : sum + row.amount), 0n) as Amount;

function coinRow(
  state: ExchangeState,
  account: Account,
  coin: string,
  summary: FuturesSummary,
): Record<string, unknown> {
  const { free = 0n, locked = 0n } = account.spot.get(coin) ?? {};
  const wallet = free + locked;
  const quote = coin === quoteAssetOf(state.world);
  const behind = (value: Amount): string => (quote ? money(value) : "0");
  const equity = quote ? wallet + summary.unrealizedPnl : wallet;
  return {
    availableToBorrow: "",
    bonus: "0",
    accruedInterest: "0",
    availableToWithdraw: "",
    totalOrderIM: behind(summary.openOrderInitialMargin),
    equity: money(equity),
    totalPositionMM: behind(summary.maintenanceMargin),
    usdValue: money(valueOf(state, coin, equity)),
    spotHedgingQty: "0",
    unrealisedPnl: behind(summary.unrealizedPnl),
    collateralSwitch: quote,
    borrowAmount: "0",
    totalPositionIM: behind(summary.positionInitialMargin),
    walletBalance: money(wallet),
    cumRealisedPnl: quote ? money(realizedOf(account)) : "0",
    locked: money(locked),
    marginCollateral: quote,
    coin,
    spotBorrow: "0",
  };
}

/** The whole account. Only the quote asset stands behind contracts, so the margin sums are of it alone. */
export function walletRow(state: ExchangeState, account: Account, coins: readonly string[]): Record<string, unknown> {
  const summary = summarizeFutures(state, account);
  const isolated = account.marginMode === "ISOLATED";
  const margin = summary.walletBalance + summary.unrealizedPnl;
  const initial = summary.positionInitialMargin + summary.openOrderInitialMargin;
  let equity: bigint = summary.unrealizedPnl;
  for (const [coin, { free, locked }] of account.spot) equity += valueOf(state, coin, free + locked);
  // Sums over the account have no meaning where every position stands alone, and are empty there.
  const whole = (text: string): string => (isolated ? "" : text);
  const initialRate = whole(shareText(initial, margin));
  const maintenanceRate = whole(shareText(summary.maintenanceMargin, margin));
  return {
    totalEquity: money(equity),
    accountIMRate: initialRate,
    accountIMRateByMp: initialRate,
    totalMarginBalance: whole(money(margin)),
    totalInitialMargin: whole(money(initial)),
    totalInitialMarginByMp: whole(money(initial)),
    accountType: "UNIFIED",
    totalAvailableBalance: whole(money(summary.availableBalance)),
    accountMMRate: maintenanceRate,
    accountMMRateByMp: maintenanceRate,
    totalPerpUPL: whole(money(summary.unrealizedPnl)),
    totalWalletBalance: whole(money(summary.walletBalance)),
    accountLTV: "0",
    totalMaintenanceMargin: whole(money(summary.maintenanceMargin)),
    totalMaintenanceMarginByMp: whole(money(summary.maintenanceMargin)),
    coin: coins.map((coin) => coinRow(state, account, coin, summary)),
  };
}

export const heldCoins = (account: Account): string[] =>
  [...account.spot].filter(([, { free, locked }]) => free + locked !== 0n).map(([coin]) => coin);

function walletBalance({ state, account, params }: RouteContext): Outcome {
  if (textOf(params, "accountType") !== "UNIFIED") return refuse(ERRORS.request("accountType only support UNIFIED."));
  const asked = textOf(params, "coin");
  const coins = asked === null ? heldCoins(account) : [...new Set(asked.split(","))];
  return answer({ list: [walletRow(state, account, coins)] });
}

const totalOf = (account: Account, coin: string): bigint => {
  const { free = 0n, locked = 0n } = account.spot.get(coin) ?? {};
  return free + locked;
};

export const ACCOUNT_TYPES = new Set(["UNIFIED", "FUND"]);

interface Held {
  readonly wallet: bigint;
  readonly movable: bigint;
}

/** What the unified or the funding account has of a coin, and what of it may leave. */
function heldOf(state: ExchangeState, account: Account, type: string, coin: string): Held {
  if (type === "UNIFIED") return { wallet: totalOf(account, coin), movable: spendable(state, account, coin) };
  const funded = account.funding.get(coin) ?? 0n;
  return { wallet: funded, movable: funded };
}

function coinBalances({ state, account, params }: RouteContext): Outcome {
  const type = textOf(params, "accountType") ?? "";
  if (!ACCOUNT_TYPES.has(type)) return refuse(ERRORS.request("accountType invalid"));
  const funded = [...account.funding].filter(([, held]) => held !== 0n).map(([coin]) => coin);
  const coins = textOf(params, "coin")?.split(",") ?? (type === "UNIFIED" ? heldCoins(account) : funded);
  return answer({
    memberId: String(account.number),
    accountType: type,
    balance: coins.map((coin) => {
      const { wallet, movable } = heldOf(state, account, type, coin);
      return { coin, transferBalance: money(movable), walletBalance: money(wallet), bonus: "" };
    }),
  });
}

function coinBalance({ state, account, params }: RouteContext): Outcome {
  const type = textOf(params, "accountType") ?? "";
  const coin = textOf(params, "coin");
  if (!ACCOUNT_TYPES.has(type)) return refuse(ERRORS.request("accountType invalid"));
  if (coin === null) return refuse(ERRORS.parameter("coin"));
  const { wallet, movable } = heldOf(state, account, type, coin);
  return answer({
    accountType: type,
    bizType: 1,
    accountId: String(account.number),
    memberId: String(account.number),
    balance: {
      coin,
      walletBalance: money(wallet),
      transferBalance: money(movable),
      bonus: "0",
      transferSafeAmount: "",
      ltvTransferSafeAmount: "",
    },
  });
}

export const WALLET_ROUTES: Routes = {
  "GET /v5/account/wallet-balance": signed(50, walletBalance),
  "GET /v5/asset/transfer/query-account-coins-balance": signed(5, coinBalances),
  "GET /v5/asset/transfer/query-account-coin-balance": signed(5, coinBalance),
  "GET /v5/asset/transfer/query-transfer-coin-list": signed(5, ({ account }) => answer({ list: heldCoins(account) })),
};
