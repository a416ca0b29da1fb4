import { DAY_MS, toFloat } from "@evenkeel/core/units";
import { quoteAssetOf } from "../../../world/world.ts";
import { mayOrder } from "../../keys.ts";
import { ratio } from "../format.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { limitOf, type RouteContext, type Routes, textOf } from "../request.ts";
import { breakdown, portfolios } from "./portfolio.ts";
import { printWallet, walletsOf } from "./wallet.ts";

const ACCOUNTS_DEFAULT = 49;
const ACCOUNTS_MAX = 250;
const VOLUME_DAYS = 30;

/** A page ends with the wallet whose id is its cursor. */
function accounts({ state, session, account, query }: RouteContext): Outcome {
  const wallets = walletsOf(state, session, account);
  const cursor = textOf(query, "cursor");
  const start = cursor === "" ? 0 : wallets.findIndex(({ uuid }) => uuid === cursor) + 1;
  if (cursor !== "" && start === 0) return refuse(ERRORS.invalid("invalid cursor"));
  const page = wallets.slice(start, start + limitOf(query, ACCOUNTS_DEFAULT, ACCOUNTS_MAX));
  const hasNext = start + page.length < wallets.length;
  return body({
    accounts: page.map((wallet) => printWallet(session, account, wallet)),
    has_next: hasNext,
    cursor: hasNext ? (page.at(-1)?.uuid ?? "") : "",
    size: page.length,
  });
}

function account({ state, session, account: held, segments }: RouteContext): Outcome {
  const wallet = walletsOf(state, session, held).find(({ uuid }) => uuid === segments[0]);
  return wallet === undefined ? refuse(ERRORS.noSuchAccount) : body({ account: printWallet(session, held, wallet) });
}

/** The lowest tier whatever the volume: the fees of an account of this simulation do not move. */
function transactionSummary({ state, account: held }: RouteContext): Outcome {
  const quote = quoteAssetOf(state.world);
  const since = state.nowMs - VOLUME_DAYS * DAY_MS;
  const recent = held.spotTrades.filter(({ timeMs }) => timeMs >= since);
  const volume = recent.reduce((sum, trade) => sum + toFloat(trade.quote), 0);
  const fees = recent.reduce(
    (sum, { commission, commissionAsset }) => sum + (commissionAsset === quote ? toFloat(commission) : 0),
    0,
  );
  return body({
    total_volume: volume,
    total_fees: fees,
    fee_tier: {
      pricing_tier: "Intro 1",
      usd_from: "0",
      usd_to: "1000",
      taker_fee_rate: ratio(held.fees.spotTakerPpm),
      maker_fee_rate: ratio(held.fees.spotMakerPpm),
      aop_from: "",
      aop_to: "",
      volume_types_and_range: [{ volume_types: ["VOLUME_TYPE_SPOT"], vol_from: "0", vol_to: "1000" }],
    },
    margin_rate: null,
    goods_and_services_tax: null,
    advanced_trade_only_volume: volume,
    advanced_trade_only_fees: fees,
    coinbase_pro_volume: 0,
    coinbase_pro_fees: 0,
    total_balance: "",
    volume_breakdown: [{ volume_type: "VOLUME_TYPE_SPOT", volume }],
    has_cost_plus_commission: false,
    has_promo_fee: false,
  });
}

/** To transfer is to send coins away or between portfolios: one right at Coinbase, several elsewhere. */
function keyPermissions({ session, account: held, restrictions, wallMs }: RouteContext): Outcome {
  const { enableWithdrawals, enableInternalTransfer, permitsUniversalTransfer } = restrictions;
  return body({
    can_view: true,
    can_trade: mayOrder(restrictions, "spot", wallMs),
    can_transfer: enableWithdrawals || enableInternalTransfer || permitsUniversalTransfer,
    portfolio_uuid: session.identity.portfolio(held.name),
    portfolio_type: "DEFAULT",
  });
}

export const ACCOUNT_ROUTES: Routes = {
  "GET /api/v3/brokerage/accounts": { access: "view", handle: accounts },
  "GET /api/v3/brokerage/accounts/{}": { access: "view", handle: account },
  "GET /api/v3/brokerage/transaction_summary": { access: "view", handle: transactionSummary },
  "GET /api/v3/brokerage/key_permissions": { access: "view", handle: keyPermissions },
  "GET /api/v3/brokerage/portfolios": { access: "view", handle: portfolios },
  "GET /api/v3/brokerage/portfolios/{}": { access: "view", handle: breakdown },
  "GET /api/v3/brokerage/payment_methods": { access: "view", handle: () => body({ payment_methods: [] }) },
};
