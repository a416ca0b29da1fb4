import type { Documented } from "../documented.test-data.ts";

const PAGINATION = {
  ending_before: null,
  starting_after: null,
  previous_ending_before: null,
  next_starting_after: null,
  limit: 100,
  order: "desc",
  previous_uri: null,
  next_uri: null,
};

/** Recorded fills have these fields and no others, as graycraft/api-tools types them. */
const TRANSACTION = {
  id: "a0ea8093-1068-4230-a8ea-7e6e61f03688",
  type: "advanced_trade_fill",
  status: "completed",
  amount: { amount: "12269.8", currency: "USDC" },
  native_amount: { amount: "12269.80", currency: "USD" },
  advanced_trade_fill: {
    commission: "49.0792",
    fill_price: "122698",
    order_id: "00a6d4e2-76bf-431e-9a93-08d3315dff66",
    order_side: "sell",
    product_id: "BTC-USDC",
  },
  created_at: "2023-01-12T21:18:10Z",
  resource: "transaction",
  resource_path: "/v2/accounts/94ad58bc-0f15-5309-b35a-a4c86d7bad60/transactions/a0ea8093-1068-4230-a8ea-7e6e61f03688",
};

/** As ccxt 4.5.84 has noted them from the venue. Whether coins may be moved is left out: here nothing can. */
export const DOCUMENTED_APP: readonly Documented[] = [
  {
    source: "ccxt fetchTime",
    call: "/v2/time",
    example: { data: { epoch: 1589295679, iso: "2020-05-12T15:01:19Z" } },
  },
  {
    source: "docs.cdp.coinbase.com/coinbase-app/track-apis/currencies",
    call: "/v2/currencies",
    example: { data: [{ id: "IMP", name: "Isle of Man Pound", min_size: "0.01" }] },
  },
  {
    source: "ccxt fetchCurrencies",
    call: "/v2/currencies/crypto",
    example: {
      data: [
        {
          asset_id: "9476e3be-b731-47fa-82be-347fabc573d9",
          code: "AERO",
          name: "Aerodrome Finance",
          color: "#0433FF",
          sort_index: 340,
          exponent: 8,
          type: "crypto",
          address_regex: "^(?:0x)?[0-9a-fA-F]{40}$",
        },
      ],
    },
  },
  {
    source: "docs.cdp.coinbase.com/coinbase-app/track-apis/prices",
    call: "/v2/prices/BTC-USD/spot",
    example: { data: { amount: "1015.00", base: "BTC", currency: "USD" } },
  },
  {
    source: "ccxt fetchBalance",
    call: "/v2/accounts",
    example: {
      pagination: PAGINATION,
      data: [
        {
          id: "94ad58bc-0f15-5309-b35a-a4c86d7bad60",
          name: "MINA Wallet",
          primary: false,
          type: "wallet",
          currency: {
            code: "MINA",
            name: "Mina",
            color: "#EA6B48",
            sort_index: 397,
            exponent: 9,
            type: "crypto",
          },
          balance: { amount: "0.000000000", currency: "MINA" },
          created_at: "2022-03-25T00:36:16Z",
          updated_at: "2022-03-25T00:36:16Z",
          resource: "account",
          resource_path: "/v2/accounts/94ad58bc-0f15-5309-b35a-a4c86d7bad60",
        },
      ],
    },
  },
  {
    source: "docs.cdp.coinbase.com/coinbase-app/track-apis/transactions",
    call: "/v2/accounts/BTC/transactions",
    example: { pagination: PAGINATION, data: [TRANSACTION] },
  },
];
