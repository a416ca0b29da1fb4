/**
 * Answers and frames as Coinbase documents or sends them. Null stands for a field of any kind that this exchange may
 * leave empty. Where the reference's example and a recorded answer differ, the recorded one counts, and it is said.
 */

export interface Documented {
  readonly source: string;
  readonly call: string;
  readonly example: unknown;
}

export const REFERENCE = "docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api";
const MONEY = { value: "1.23", currency: "BTC" };

const ACCOUNT = {
  uuid: "8bfc20d7-f7c6-4422-bf07-8243ca4169fe",
  name: "BTC Wallet",
  currency: "BTC",
  available_balance: MONEY,
  default: false,
  active: true,
  created_at: "2021-05-31T09:59:59.000Z",
  updated_at: "2021-05-31T09:59:59.000Z",
  deleted_at: null,
  type: "FIAT",
  ready: true,
  hold: MONEY,
  retail_portfolio_id: "b87a2d3f-8a1e-49b3-a4ea-402d8c389aca",
  platform: "ACCOUNT_PLATFORM_CONSUMER",
};

const PRODUCT = {
  product_id: "BTC-USD",
  price: "68925.98",
  price_percentage_change_24h: "-0.28225832119521",
  volume_24h: "11005.02587005",
  volume_percentage_change_24h: "164.92748862719962",
  base_increment: "0.00000001",
  quote_increment: "0.01",
  quote_min_size: "1",
  quote_max_size: "150000000",
  base_min_size: "0.00000001",
  base_max_size: "3400",
  base_name: "Bitcoin",
  quote_name: "US Dollar",
  watched: false,
  is_disabled: false,
  new: false,
  status: "online",
  cancel_only: false,
  limit_only: false,
  post_only: false,
  trading_disabled: false,
  auction_mode: false,
  product_type: "SPOT",
  quote_currency_id: "USD",
  base_currency_id: "BTC",
  fcm_trading_session_details: null,
  mid_market_price: "",
  alias: "",
  alias_to: ["BTC-USDC"],
  base_display_symbol: "BTC",
  quote_display_symbol: "USD",
  view_only: false,
  price_increment: "0.01",
  display_name: "BTC-USD",
  product_venue: "CBE",
  approximate_quote_24h_volume: "758532193.02",
  new_at: "2023-01-01T00:00:00Z",
  market_cap: "",
  base_cbrn: "",
  quote_cbrn: "",
  product_cbrn: "",
  icon_color: "",
  icon_url: "",
  display_name_overwrite: "",
  is_alpha_testing: false,
  about_description: "",
  best_bid_price: "",
  best_ask_price: "",
};

export const COMMISSION = {
  total_commission: "<string>",
  gst_commission: "<string>",
  withholding_commission: "<string>",
  client_commission: "<string>",
  venue_commission: "<string>",
  regulatory_commission: "<string>",
  clearing_commission: "<string>",
};

const ORDER = {
  order_id: "0000-000000-000000",
  product_id: "BTC-USD",
  user_id: "2222-000000-000000",
  order_configuration: { limit_limit_gtc: { base_size: "0.001", limit_price: "10000.00", post_only: false } },
  side: "BUY",
  client_order_id: "11111-000000-000000",
  status: "PENDING",
  time_in_force: "UNKNOWN_TIME_IN_FORCE",
  created_time: "2021-05-31T09:59:59.000Z",
  completion_percentage: "50",
  filled_size: "0.001",
  average_filled_price: "50",
  fee: "<string>",
  number_of_fills: "2",
  filled_value: "10000",
  pending_cancel: true,
  size_in_quote: false,
  total_fees: "5.00",
  size_inclusive_of_fees: false,
  total_value_after_fees: "<string>",
  trigger_status: "UNKNOWN_TRIGGER_STATUS",
  order_type: "UNKNOWN_ORDER_TYPE",
  reject_reason: "REJECT_REASON_UNSPECIFIED",
  settled: true,
  product_type: "UNKNOWN_PRODUCT_TYPE",
  reject_message: "<string>",
  cancel_message: "<string>",
  order_placement_source: "UNKNOWN_PLACEMENT_SOURCE",
  outstanding_hold_amount: "<string>",
  is_liquidation: true,
  last_fill_time: null,
  edit_history: [{ price: "19000.00", size: "0.001", replace_accept_timestamp: "<string>" }],
  leverage: "<string>",
  margin_type: "",
  retail_portfolio_id: "b87a2d3f-8a1e-49b3-a4ea-402d8c389aca",
  originating_order_id: "b87a2d3f-8a1e-49b3-a4ea-402d8c389aca",
  attached_order_id: "b87a2d3f-8a1e-49b3-a4ea-402d8c389aca",
  attached_order_configuration: null,
  current_pending_replace: null,
  commission_detail_total: COMMISSION,
  workable_size: "3",
  workable_size_completion_pct: "50",
  product_details: null,
  cost_basis_method: "COST_BASIS_METHOD_UNSPECIFIED",
  displayed_order_config: "UNKNOWN_DISPLAYED_ORDER_CONFIG",
  equity_trading_session: "UNKNOWN_EQUITY_TRADING_SESSION",
  prediction_side: "PREDICTION_SIDE_UNKNOWN",
  last_update_time: "<string>",
};

const BOOK = {
  product_id: "BTC-USD",
  bids: [{ price: "68923.66", size: "0.17189468" }],
  asks: [{ price: "68923.67", size: "0.16987193" }],
  time: "2026-04-07T00:28:59.662782Z",
};

const TICKER = {
  trades: [
    {
      trade_id: "995098663",
      product_id: "BTC-USD",
      price: "68923.67",
      size: "0.00064",
      time: "2026-04-07T00:28:58.544778Z",
      side: "SELL",
      bid: "",
      ask: "",
      exchange: "coinbase",
    },
  ],
  best_bid: "68923.66",
  best_ask: "68923.67",
};

const CANDLES = {
  candles: [
    {
      start: "1673391780",
      low: "17414.36",
      high: "17417.99",
      open: "17417.74",
      close: "17417.38",
      volume: "1.87780853",
    },
  ],
};

const POSITION = {
  asset: "<string>",
  account_uuid: "<string>",
  total_balance_fiat: 123,
  total_balance_crypto: 123,
  available_to_trade_fiat: 123,
  allocation: 123,
  cost_basis: MONEY,
  asset_img_url: "<string>",
  is_cash: true,
  average_entry_price: MONEY,
  asset_uuid: "<string>",
  available_to_trade_crypto: 123,
  unrealized_pnl: 123,
  available_to_transfer_fiat: 123,
  available_to_transfer_crypto: 123,
  asset_color: "<string>",
  account_type: "ACCOUNT_TYPE_UNKNOWN_UNSPECIFIED",
  funding_pnl: 123,
  available_to_send_fiat: 123,
  available_to_send_crypto: 123,
};

const PORTFOLIO = { name: "Default", uuid: "8bfc20d7", type: "DEFAULT", deleted: false };

const RECORDED = "recorded at api.coinbase.com on 2026-04-07, in NautilusTrader's test data for its Coinbase adapter";

export const DOCUMENTED_GETS: readonly Documented[] = [
  {
    source: `${REFERENCE}/accounts/list-accounts`,
    call: "accounts",
    example: { accounts: [ACCOUNT], has_next: true, cursor: "789100", size: 123 },
  },
  { source: `${REFERENCE}/accounts/get-account`, call: "accounts/{wallet}", example: { account: ACCOUNT } },
  { source: RECORDED, call: "products", example: { products: [PRODUCT], num_products: 2, pagination: null } },
  { source: RECORDED, call: "market/products/BTC-USD", example: PRODUCT },
  {
    source: RECORDED,
    call: "market/product_book?product_id=BTC-USD",
    example: {
      pricebook: BOOK,
      last: "68923.665",
      mid_market: "68923.665",
      spread_bps: "0.001450880372",
      spread_absolute: "0.01",
    },
  },
  { source: `${REFERENCE}/products/get-best-bid-ask`, call: "best_bid_ask", example: { pricebooks: [BOOK] } },
  { source: RECORDED, call: "market/products/BTC-USD/ticker?limit=3", example: TICKER },
  {
    source: `${REFERENCE}/products/get-product-candles`,
    call: "products/BTC-USD/candles?granularity=ONE_HOUR&start={start}&end={end}",
    example: CANDLES,
  },
  {
    source: `${REFERENCE}/public/get-server-time`,
    call: "time",
    example: { iso: "2024-02-27T03:37:14Z", epochSeconds: "1709005034", epochMillis: "1709005034333" },
  },
  { source: `${REFERENCE}/orders/get-order`, call: "orders/historical/{edited}", example: { order: ORDER } },
  {
    source: `${REFERENCE}/orders/list-orders`,
    call: "orders/historical/batch?order_status=OPEN",
    example: { orders: [ORDER], has_next: true, sequence: "<string>", cursor: "789100", proof_token_required: true },
  },
  {
    source: `${REFERENCE}/orders/list-fills`,
    call: "orders/historical/fills",
    example: {
      fills: [
        {
          entry_id: "22222-2222222-22222222",
          trade_id: "1111-11111-111111",
          order_id: "0000-000000-000000",
          trade_time: "2021-05-31T09:59:59.000Z",
          trade_type: "FILL",
          price: "10000.00",
          size: "0.001",
          commission: "1.25",
          product_id: "BTC-USD",
          sequence_timestamp: "2021-05-31T09:58:59.000Z",
          liquidity_indicator: "UNKNOWN_LIQUIDITY_INDICATOR",
          size_in_quote: false,
          user_id: "3333-333333-3333333",
          side: "",
          retail_portfolio_id: "4444-444444-4444444",
          fillSource: "FILL_SOURCE_UNKNOWN",
          commission_detail_total: COMMISSION,
        },
      ],
      cursor: "789100",
      proof_token_required: true,
    },
  },
  {
    source: `${REFERENCE}/fees/get-transaction-summary; total_volume, usd_from, usd_to and has_promo_fee as in the answers that clients read`,
    call: "transaction_summary",
    example: {
      total_volume: 1000,
      total_fees: 25,
      fee_tier: {
        pricing_tier: "<$10k",
        usd_from: "0",
        usd_to: "10000",
        taker_fee_rate: "0.0010",
        maker_fee_rate: "0.0020",
        aop_from: "0",
        aop_to: "10000",
        volume_types_and_range: [{ volume_types: ["VOLUME_TYPE_SPOT"], vol_from: "0", vol_to: "50000" }],
      },
      margin_rate: null,
      goods_and_services_tax: null,
      advanced_trade_only_volume: 1000,
      advanced_trade_only_fees: 25,
      coinbase_pro_volume: 1000,
      coinbase_pro_fees: 25,
      total_balance: "1000",
      volume_breakdown: [{ volume_type: "VOLUME_TYPE_SPOT", volume: 1000 }],
      has_cost_plus_commission: false,
      has_promo_fee: false,
    },
  },
  {
    source: `${REFERENCE}/data-api/get-api-key-permissions`,
    call: "key_permissions",
    example: {
      can_view: true,
      can_trade: true,
      can_transfer: false,
      portfolio_uuid: "8bfc20d7",
      portfolio_type: "DEFAULT",
    },
  },
  { source: `${REFERENCE}/portfolios/list-portfolios`, call: "portfolios", example: { portfolios: [PORTFOLIO] } },
  {
    source: `${REFERENCE}/portfolios/get-portfolio-breakdown`,
    call: "portfolios/{portfolio}",
    example: {
      breakdown: {
        portfolio: PORTFOLIO,
        portfolio_balances: {
          total_balance: MONEY,
          total_futures_balance: MONEY,
          total_cash_equivalent_balance: MONEY,
          total_crypto_balance: MONEY,
          futures_unrealized_pnl: MONEY,
          perp_unrealized_pnl: MONEY,
          total_equities_balance: MONEY,
        },
        spot_positions: [POSITION],
        perp_positions: [],
        futures_positions: [],
      },
    },
  },
];
