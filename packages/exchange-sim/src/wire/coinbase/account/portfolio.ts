import { toFloat } from "@evenkeel/core/units";
import type { Account } from "../../../account/account.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { middleOf } from "../market/product.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { type RouteContext, textOf } from "../request.ts";
import { type Wallet, walletsOf } from "./wallet.ts";

const TYPES = new Set(["", "UNDEFINED", "DEFAULT"]);

const portfolioOf = ({ session, account }: RouteContext) => ({
  name: "Default",
  uuid: session.identity.portfolio(account.name),
  type: "DEFAULT",
  deleted: false,
});

/** An account has the one portfolio that everybody has. */
export const portfolios = (context: RouteContext): Outcome =>
  body({ portfolios: TYPES.has(textOf(context.query, "portfolio_type")) ? [portfolioOf(context)] : [] });

/** Dollars that a coin's middle price makes of it. */
function priceOf(state: ExchangeState, currency: string): number {
  if (currency === quoteAssetOf(state.world)) return 1;
  const instrument = state.world.instruments.find(({ spot }) => spot.baseAsset === currency);
  return instrument === undefined ? 0 : middleOf(state, instrument);
}

const usd = (value: number) => ({ value: String(Number(value.toFixed(2))), currency: "USD" });

/** What was paid for the coins that are still held, as far as the fills tell: newest first until none is left. */
function costOf(account: Account, index: number, held: number, quantityScale: number): number {
  let left = held;
  let cost = 0;
  for (let at = account.spotTrades.length - 1; at >= 0 && left > 0; at--) {
    const trade = account.spotTrades[at];
    if (trade === undefined || trade.instrument !== index || trade.side !== "BUY") continue;
    const size = trade.quantity / 10 ** quantityScale;
    const share = Math.min(1, left / size);
    cost += toFloat(trade.quote) * share;
    left -= size * share;
  }
  return cost;
}

export function breakdown(context: RouteContext): Outcome {
  const { state, session, account, segments } = context;
  const portfolio = portfolioOf(context);
  if (segments[0] !== portfolio.uuid) return refuse(ERRORS.noSuchPortfolio);
  const held = walletsOf(state, session, account).filter(({ free, held: locked }) => free + locked > 0n);
  const values = held.map((wallet) => amountOf(wallet) * priceOf(state, wallet.currency));
  const total = values.reduce((sum, value) => sum + value, 0);
  const cash = held.reduce((sum, wallet, at) => sum + (wallet.isFiat ? (values[at] ?? 0) : 0), 0);
  return body({
    breakdown: {
      portfolio,
      portfolio_balances: {
        total_balance: usd(total),
        total_futures_balance: usd(0),
        total_cash_equivalent_balance: usd(cash),
        total_crypto_balance: usd(total - cash),
        futures_unrealized_pnl: usd(0),
        perp_unrealized_pnl: usd(0),
        total_equities_balance: usd(0),
      },
      spot_positions: held.map((wallet) => position(context, wallet, total)),
      perp_positions: [],
      futures_positions: [],
    },
  });
}

const amountOf = ({ free, held }: Wallet): number => Number(free + held) / 1e18;

function position({ state, session, account }: RouteContext, wallet: Wallet, total: number) {
  const { currency, uuid, isFiat } = wallet;
  const price = priceOf(state, currency);
  const amount = amountOf(wallet);
  const free = Number(wallet.free) / 1e18;
  const instrument = state.world.instruments.find(({ spot }) => spot.baseAsset === currency);
  const cost =
    instrument === undefined ? amount : costOf(account, instrument.index, amount, instrument.spot.quantityScale);
  return {
    asset: currency,
    account_uuid: uuid,
    total_balance_fiat: amount * price,
    total_balance_crypto: amount,
    available_to_trade_fiat: free * price,
    allocation: total === 0 ? 0 : (amount * price) / total,
    cost_basis: usd(cost),
    asset_img_url: "",
    is_cash: isFiat,
    average_entry_price: usd(amount === 0 ? 0 : cost / amount),
    asset_uuid: session.identity.asset(currency),
    available_to_trade_crypto: free,
    unrealized_pnl: isFiat ? 0 : amount * price - cost,
    available_to_transfer_fiat: free * price,
    available_to_transfer_crypto: free,
    asset_color: "",
    account_type: isFiat ? "ACCOUNT_TYPE_FIAT" : "ACCOUNT_TYPE_CRYPTO",
    funding_pnl: 0,
    available_to_send_fiat: 0,
    available_to_send_crypto: 0,
  };
}
