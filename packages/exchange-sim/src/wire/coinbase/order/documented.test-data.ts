import { COMMISSION, REFERENCE } from "../documented.test-data.ts";

const ESTIMATE = {
  order_total: "<string>",
  commission_total: "<string>",
  commission_detail_total: COMMISSION,
  // The reference types both as strings and shows numbers; recorded answers have strings.
  quote_size: "10",
  base_size: "0.001",
  best_bid: "<string>",
  best_ask: "<string>",
  slippage: "<string>",
};

export const DOCUMENTED_POSTS: Readonly<Record<string, { readonly source: string; readonly example: unknown }>> = {
  created: {
    source: `${REFERENCE}/orders/create-order`,
    example: {
      success: true,
      success_response: {
        order_id: "11111-00000-000000",
        product_id: "BTC-USD",
        side: "BUY",
        client_order_id: "0000-00000-000000",
        attached_order_id: "",
      },
      order_configuration: null,
    },
  },
  refused: {
    source: `${REFERENCE}/orders/create-order`,
    example: {
      success: false,
      error_response: {
        error: "UNKNOWN_FAILURE_REASON",
        message: "The order configuration was invalid",
        error_details: "Market orders cannot be placed with empty order sizes",
        preview_failure_reason: "UNKNOWN_PREVIEW_FAILURE_REASON",
        new_order_failure_reason: "UNKNOWN_FAILURE_REASON",
      },
      order_configuration: null,
    },
  },
  previewed: {
    source: `${REFERENCE}/orders/preview-order`,
    example: {
      ...ESTIMATE,
      errs: ["UNKNOWN_PREVIEW_FAILURE_REASON"],
      warning: [],
      is_max: true,
      order_margin_total: "<string>",
      leverage: "2.0",
      long_leverage: "<string>",
      short_leverage: "<string>",
      preview_id: "<string>",
      current_liquidation_buffer: "<string>",
      projected_liquidation_buffer: "<string>",
      max_leverage: "<string>",
      pnl_configuration: null,
      twap_bucket_metadata: null,
      position_notional_limit: "<string>",
      max_notional_at_requested_leverage: "<string>",
      margin_ratio_data: null,
      scaled_metadata: null,
      compliance_limit_data: null,
      est_average_filled_price: "<string>",
      prediction_order_metadata: null,
      predicted_liquidation_price: "<string>",
    },
  },
  edited: {
    source: `${REFERENCE}/orders/edit-order; the response objects as in Coinbase's own Python client`,
    example: { success: true, success_response: { order_id: "11111-00000-000000" }, errors: [] },
  },
  uneditable: {
    source: `${REFERENCE}/orders/edit-order; the response objects as in Coinbase's own Python client`,
    example: {
      success: false,
      error_response: {
        error_details: "",
        edit_order_failure_reason: "UNKNOWN_EDIT_ORDER_FAILURE_REASON",
        errors: [
          {
            edit_failure_reason: "UNKNOWN_EDIT_ORDER_FAILURE_REASON",
            preview_failure_reason: "UNKNOWN_PREVIEW_FAILURE_REASON",
          },
        ],
      },
      errors: [
        {
          edit_failure_reason: "UNKNOWN_EDIT_ORDER_FAILURE_REASON",
          preview_failure_reason: "UNKNOWN_PREVIEW_FAILURE_REASON",
        },
      ],
    },
  },
  editPreviewed: {
    source: `${REFERENCE}/orders/edit-order-preview`,
    example: {
      ...ESTIMATE,
      errors: [],
      average_filled_price: "<string>",
      order_margin_total: "<string>",
      pnl_configuration: null,
    },
  },
  cancelled: {
    source: `${REFERENCE}/orders/cancel-order`,
    example: {
      results: [{ success: true, failure_reason: "UNKNOWN_CANCEL_FAILURE_REASON", order_id: "0000-00000" }],
    },
  },
};
