import { type Account, type Income, marginTypeOf } from "../../../account/account.ts";
import {
  maintenanceMargin,
  openOrderMargin,
  positionInitialMargin,
  summarizeFutures,
  unrealizedPnl,
} from "../../../account/margin.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Order } from "../../../order/order.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { money, ratio } from "../format.ts";
import { type PageNames, pageAsked, pageOf } from "../page.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { type RouteContext, type Routes, signed } from "../request.ts";

interface Margins {
  /** Of the crossed positions and of every resting order. */
  readonly initial: bigint;
  readonly maintenance: bigint;
  readonly crossedPnl: bigint;
  readonly isolated: bigint;
  readonly isolatedPnl: bigint;
  readonly wallet: bigint;
  readonly available: bigint;
  readonly held: bigint;
}

function marginsOf(state: ExchangeState, account: Account): Margins {
  let [initial, maintenance, crossedPnl, isolated, isolatedPnl, held] = [0n, 0n, 0n, 0n, 0n, 0n];
  for (const position of account.positions.values()) {
    const pnl = unrealizedPnl(state, position);
    if (marginTypeOf(account, position.instrument) === "ISOLATED") {
      isolated += position.isolatedMargin;
      isolatedPnl += pnl;
      continue;
    }
    crossedPnl += pnl;
    initial += positionInitialMargin(state, account, position);
    maintenance += maintenanceMargin(state, position);
  }
  const resting = new Set<number>();
  for (const id of account.openOrders) {
    const order = state.resting.get(id);
    if (order?.market === "futures") resting.add(order.instrument);
  }
  for (const instrument of resting) held += openOrderMargin(state, account, instrument);
  const { walletBalance, availableBalance } = summarizeFutures(state, account);
  initial += held;
  return {
    initial,
    maintenance,
    crossedPnl,
    isolated,
    isolatedPnl,
    held,
    wallet: walletBalance,
    available: availableBalance,
  };
}

/** Equity is the wallet with every profit that is not taken yet; the isolated part of it stands apart. */
export function printBalance(
  state: ExchangeState,
  account: Account,
): Record<string, unknown> & { readonly details: readonly Record<string, unknown>[] } {
  const margins = marginsOf(state, account);
  const isoEq = margins.isolated + margins.isolatedPnl;
  const eq = margins.wallet + margins.crossedPnl + margins.isolatedPnl;
  const now = String(Math.floor(state.nowMs));
  const opened = String(state.world.startMs);
  const crossed = eq - isoEq;
  return {
    state: "NORMAL",
    eq: money(eq),
    isoEq: money(isoEq),
    im: money(margins.initial),
    mm: money(margins.maintenance),
    mmr: ratio(margins.maintenance, crossed),
    upl: money(margins.crossedPnl),
    availMgn: money(margins.available),
    cTime: opened,
    uTime: now,
    details: [
      {
        ccy: quoteAssetOf(state.world),
        eq: money(eq),
        isoEq: money(isoEq),
        avail: money(margins.wallet - margins.isolated),
        trdHold: money(margins.held),
        upl: money(margins.crossedPnl),
        isoAvail: "0",
        isoHold: "0",
        isoUpl: money(margins.isolatedPnl),
        im: money(margins.initial),
        mm: money(margins.maintenance),
        mmr: ratio(margins.maintenance, crossed),
        imr: ratio(margins.initial, crossed),
        cTime: opened,
        uTime: now,
      },
    ],
  };
}

const BILLS: Readonly<Record<Income["type"], string>> = {
  COMMISSION: "FEE",
  REALIZED_PNL: "PNL",
  FUNDING_FEE: "FUNDING_FEE",
  TRANSFER: "TRANSFER",
  INSURANCE_CLEAR: "LIQ_PNL",
};
const BILL_TYPES = [
  "FEE",
  "PNL",
  "MANUAL_MARGIN",
  "TRANSFER",
  "TRIAL_INCOME",
  "COUPON",
  "LIQ_PNL",
  "ADL_PNL",
  "FUNDING_FEE",
];

const PAGE: PageNames = {
  start: "sTime",
  end: "eTime",
  direction: "direct",
  back: "PREV",
  forwardUsual: true,
  limitUsual: 10,
  limitMax: 100,
};
const BILLS_MS = 90 * 86_400_000;

/** Profits of fills that the venue made for the account have kinds of their own. */
const VENUE_PROFITS: Readonly<Record<Order["origin"], string>> = {
  account: "PNL",
  liquidation: "LIQ_PNL",
  deleveraging: "ADL_PNL",
  settlement: "PNL",
};

/** The kind of each row, with one look at every trade. */
function kindsOf(account: Account): (row: Income) => string {
  const profits = new Map<number, string>();
  for (const trade of account.futuresTrades) {
    const origin = account.orders.get(trade.orderId)?.origin ?? "account";
    if (origin !== "account") profits.set(trade.id, VENUE_PROFITS[origin]);
  }
  return ({ type, tradeId }) =>
    type === "REALIZED_PNL" && tradeId !== null ? (profits.get(tradeId) ?? BILLS[type]) : BILLS[type];
}

/** What is not asked for by time is that of the last ninety days. */
function bills(context: RouteContext): Outcome {
  const { state, account, params, session } = context;
  const asked = pageAsked(params, PAGE);
  if (typeof asked === "string") return refuse(ERRORS.futures.parameter(asked));
  const type = params.get("type") ?? "";
  if (type !== "" && !BILL_TYPES.includes(type)) return refuse(ERRORS.futures.parameter("type"));
  const startMs = asked.startMs === 0 ? state.nowMs - BILLS_MS : asked.startMs;
  const kindOf = kindsOf(account);
  const rows = account.income.filter((row) => type === "" || kindOf(row) === type);
  return body(
    pageOf(rows, (row) => row.timeMs, { ...asked, startMs }).map((row) => {
      const index = session.symbols.futures.get(row.symbol);
      return {
        id: String(row.id),
        actType: "TRADING",
        type: kindOf(row),
        ccy: row.asset,
        cTime: String(row.timeMs),
        sz: money(row.amount),
        symbol: row.symbol,
        mgnMode: index === undefined ? "" : marginTypeOf(account, index) === "ISOLATED" ? "ISOLATED" : "CROSS",
        posSide: index === undefined ? "" : "BOTH",
      };
    }),
  );
}

export const FUTURES_ACCOUNT_ROUTES: Routes = {
  "GET /v3/account/balance": signed("futures-trade", 50, ({ state, account }) => body(printBalance(state, account))),
  "GET /v3/account/bills": signed("futures-trade", 10, bills),
};
