import { quoteAssetOf } from "../../../world/world.ts";
import { WALLET_CREATED, type Wallet, walletAt, walletsOf } from "../account/wallet.ts";
import { money } from "../format.ts";
import { bestOf } from "../market/book.ts";
import { middleOf } from "../market/product.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { productOf, type RouteContext, type Routes, textOf } from "../request.ts";
import { pageOf, printPage } from "./page.ts";
import { transaction, transactions } from "./transaction.ts";

/**
 * The older API of the same host, as far as clients of the newer one still read it. A wallet does not say what may be
 * moved in or out of it: nothing can.
 */

const ACCOUNTS_MAX = 300;

const time = ({ wallMs }: RouteContext): Outcome =>
  body({
    data: { iso: new Date(wallMs).toISOString().replace(/\.\d+Z$/, "Z"), epoch: Math.floor(wallMs / 1_000) },
  });

const currencies = ({ state }: RouteContext): Outcome =>
  body({ data: [{ id: quoteAssetOf(state.world), name: "United States Dollar", min_size: "0.01" }] });

const CRYPTO_EXPONENT = 8;

const crypto = ({ state, session }: RouteContext): Outcome =>
  body({
    data: state.world.instruments.map(({ spot, index }) => ({
      asset_id: session.identity.asset(spot.baseAsset),
      code: spot.baseAsset,
      name: spot.baseAsset,
      color: "#0052FF",
      sort_index: index + 100,
      exponent: CRYPTO_EXPONENT,
      type: "crypto",
      address_regex: "",
    })),
  });

/** How much of everything one unit of a currency is worth. */
function exchangeRates({ state, query }: RouteContext): Outcome {
  const quote = quoteAssetOf(state.world);
  const currency = textOf(query, "currency") || quote;
  const of = (code: string): number | null => {
    if (code === quote) return 1;
    const instrument = state.world.instruments.find(({ spot }) => spot.baseAsset === code);
    return instrument === undefined ? null : middleOf(state, instrument);
  };
  const one = of(currency);
  if (one === null) return refuse(ERRORS.appInvalid("invalid currency"));
  const codes = [quote, ...state.world.instruments.map(({ spot }) => spot.baseAsset)];
  const rates = codes.map((code) => [code, String(Number((one / (of(code) ?? 1)).toPrecision(12)))]);
  return body({ data: { currency, rates: Object.fromEntries(rates) } });
}

type PriceKind = "spot" | "buy" | "sell";

const price =
  (kind: PriceKind) =>
  ({ state, session, segments }: RouteContext): Outcome => {
    const product = productOf(session, state, segments[0] ?? "");
    if (product === null) return refuse(ERRORS.appNotFound);
    const { instrument } = product;
    const best = bestOf(state, instrument);
    const middle = String(Number(middleOf(state, instrument).toFixed(instrument.spot.priceScale)));
    const amount = { spot: middle, buy: best.ask, sell: best.bid }[kind];
    return body({ data: { amount, base: instrument.spot.baseAsset, currency: quoteAssetOf(state.world) } });
  };

function printWallet(wallet: Wallet) {
  const { uuid, currency, isFiat, free, held } = wallet;
  return {
    id: uuid,
    name: `${currency} Wallet`,
    primary: false,
    type: isFiat ? "fiat" : "wallet",
    currency: {
      code: currency,
      name: currency,
      color: "#0052FF",
      sort_index: 100,
      exponent: isFiat ? 2 : CRYPTO_EXPONENT,
      type: isFiat ? "fiat" : "crypto",
    },
    balance: { amount: money(free + held), currency },
    created_at: WALLET_CREATED,
    updated_at: WALLET_CREATED,
    resource: "account",
    resource_path: `/v2/accounts/${uuid}`,
  };
}

function accounts(context: RouteContext): Outcome {
  const { state, session, account, query } = context;
  const page = pageOf(query, "/v2/accounts", walletsOf(state, session, account), ({ uuid }) => uuid, ACCOUNTS_MAX);
  return page === null ? refuse(ERRORS.appNotFound) : body(printPage(page, page.rows.map(printWallet)));
}

function account(context: RouteContext): Outcome {
  const found = walletAt(context);
  return found === null ? refuse(ERRORS.appNotFound) : body({ data: printWallet(found) });
}

export const APP_ROUTES: Routes = {
  "GET /v2/time": { access: "app", handle: time },
  "GET /v2/currencies": { access: "app", handle: currencies },
  "GET /v2/currencies/crypto": { access: "app", handle: crypto },
  "GET /v2/exchange-rates": { access: "app", handle: exchangeRates },
  "GET /v2/prices/{}/spot": { access: "app", handle: price("spot") },
  "GET /v2/prices/{}/buy": { access: "app", handle: price("buy") },
  "GET /v2/prices/{}/sell": { access: "app", handle: price("sell") },
  "GET /v2/accounts": { access: "app-view", handle: accounts },
  "GET /v2/accounts/{}": { access: "app-view", handle: account },
  "GET /v2/accounts/{}/transactions": { access: "app-view", handle: transactions },
  "GET /v2/accounts/{}/transactions/{}": { access: "app-view", handle: transaction },
};
