import type { Account } from "../../../account/account.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { money } from "../format.ts";
import type { RouteContext } from "../request.ts";
import type { CoinbaseSession } from "../session.ts";

/** Wallets of a simulation were all made on its first day. */
export const WALLET_CREATED = "2026-01-01T00:00:00Z";

export interface Wallet {
  readonly uuid: string;
  readonly currency: string;
  readonly isFiat: boolean;
  readonly free: bigint;
  readonly held: bigint;
}

/** The dollars, then a wallet for every coin that is listed or held. */
export function walletsOf(state: ExchangeState, session: CoinbaseSession, account: Account): readonly Wallet[] {
  const quote = quoteAssetOf(state.world);
  const listed = state.world.instruments.map(({ spot }) => spot.baseAsset);
  return [...new Set([quote, ...listed, ...account.spot.keys()])].map((currency) => {
    const balance = account.spot.get(currency);
    return {
      uuid: session.identity.wallet(account.name, currency),
      currency,
      isFiat: currency === quote,
      free: balance?.free ?? 0n,
      held: balance?.locked ?? 0n,
    };
  });
}

/** The wallet that the older API's path names, by its id or its currency. */
export function walletAt({ state, session, account, segments }: RouteContext): Wallet | null {
  const [name] = segments;
  return walletsOf(state, session, account).find(({ uuid, currency }) => uuid === name || currency === name) ?? null;
}

export function printWallet(session: CoinbaseSession, account: Account, wallet: Wallet) {
  const { uuid, currency, isFiat, free, held } = wallet;
  return {
    uuid,
    name: `${currency} Wallet`,
    currency,
    available_balance: { value: money(free), currency },
    default: true,
    active: true,
    created_at: WALLET_CREATED,
    updated_at: WALLET_CREATED,
    deleted_at: null,
    type: isFiat ? "ACCOUNT_TYPE_FIAT" : "ACCOUNT_TYPE_CRYPTO",
    ready: true,
    hold: { value: money(held), currency },
    retail_portfolio_id: session.identity.portfolio(account.name),
    platform: "ACCOUNT_PLATFORM_CONSUMER",
  };
}
