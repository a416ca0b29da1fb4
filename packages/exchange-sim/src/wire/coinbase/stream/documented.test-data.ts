/**
 * One event of each channel as docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels shows
 * it, with what the AsyncAPI description of the same feed corrects: no `client_id`, a counter that is a number, and no
 * best bid and ask in the batched ticker.
 */
const TICKER = {
  type: "ticker",
  product_id: "BTC-USD",
  price: "21932.98",
  volume_24_h: "16038.28770938",
  low_24_h: "21835.29",
  high_24_h: "23011.18",
  low_52_w: "15460",
  high_52_w: "48240",
  price_percent_chg_24_h: "-4.15775596190603",
};

export const DOCUMENTED_ENVELOPE = {
  channel: "ticker",
  timestamp: "2023-02-09T20:30:37.167359596Z",
  sequence_num: 0,
  events: [],
};

export const DOCUMENTED_EVENTS: Readonly<Record<string, unknown>> = {
  subscriptions: { subscriptions: null },
  heartbeats: {
    current_time: "2023-06-23 20:31:56.121961769 +0000 UTC m=+91717.525857105",
    heartbeat_counter: 3049,
  },
  candles: {
    type: "snapshot",
    candles: [
      {
        start: "1688998200",
        high: "1867.72",
        low: "1865.63",
        open: "1867.38",
        close: "1866.81",
        volume: "0.20269406",
        product_id: "ETH-USD",
      },
    ],
  },
  status: {
    type: "snapshot",
    products: [
      {
        product_type: "SPOT",
        id: "BTC-USD",
        base_currency: "BTC",
        quote_currency: "USD",
        base_increment: "0.00000001",
        quote_increment: "0.01",
        display_name: "BTC/USD",
        status: "online",
        status_message: "",
        min_market_funds: "1",
      },
    ],
  },
  ticker: {
    type: "snapshot",
    tickers: [
      {
        ...TICKER,
        best_bid: "21931.98",
        best_bid_quantity: "8000.21",
        best_ask: "21933.98",
        best_ask_quantity: "8038.07770938",
      },
    ],
  },
  ticker_batch: { type: "snapshot", tickers: [TICKER] },
  l2_data: {
    type: "snapshot",
    product_id: "BTC-USD",
    updates: [
      {
        side: "bid",
        event_time: "1970-01-01T00:00:00Z",
        price_level: "21921.73",
        new_quantity: "0.06317902",
      },
    ],
  },
  market_trades: {
    type: "snapshot",
    trades: [
      {
        trade_id: "000000000",
        product_id: "ETH-USD",
        price: "1260.01",
        size: "0.3",
        side: "BUY",
        time: "2019-08-14T20:42:27.265Z",
      },
    ],
  },
  user: {
    type: "snapshot",
    orders: [
      {
        avg_price: "50000",
        cancel_reason: "",
        client_order_id: "0000-00000-000000",
        completion_percentage: "100.00",
        contract_expiry_type: "UNKNOWN_CONTRACT_EXPIRY_TYPE",
        cumulative_quantity: "0.01",
        filled_value: "500",
        leaves_quantity: "0",
        limit_price: "50000",
        number_of_fills: "1",
        order_id: "11111-00000-000000",
        order_side: "BUY",
        order_type: "Limit",
        outstanding_hold_amount: "0",
        post_only: "false",
        product_id: "BTC-USD",
        product_type: "SPOT",
        reject_reason: "",
        retail_portfolio_id: "22222-000000-00000",
        risk_managed_by: "UNKNOWN_RISK_MANAGEMENT_TYPE",
        status: "FILLED",
        stop_price: "",
        time_in_force: "GOOD_UNTIL_CANCELLED",
        total_fees: "2",
        total_value_after_fees: "502",
        trigger_status: "INVALID_ORDER_TYPE",
        creation_time: "2024-06-21T18:29:13.909347Z",
        end_time: "0001-01-01T00:00:00Z",
        start_time: "0001-01-01T00:00:00Z",
      },
    ],
    positions: { perpetual_futures_positions: [], expiring_futures_positions: [], prediction_market_positions: [] },
  },
};
