import type { Routes } from "../request.ts";
import { cancelOrders } from "./cancel.ts";
import { editOrder, previewEdit } from "./edit.ts";
import { getOrder, listFills, listOrders } from "./history.ts";
import { createOrder } from "./place.ts";
import { previewOrder } from "./preview.ts";

export const ORDER_ROUTES: Routes = {
  "POST /api/v3/brokerage/orders": { access: "trade", handle: createOrder },
  "POST /api/v3/brokerage/orders/preview": { access: "view", handle: previewOrder },
  "POST /api/v3/brokerage/orders/edit": { access: "trade", handle: editOrder },
  "POST /api/v3/brokerage/orders/edit_preview": { access: "view", handle: previewEdit },
  "POST /api/v3/brokerage/orders/batch_cancel": { access: "trade", handle: cancelOrders },
  "GET /api/v3/brokerage/orders/historical/batch": { access: "view", handle: listOrders },
  "GET /api/v3/brokerage/orders/historical/fills": { access: "view", handle: listFills },
  "GET /api/v3/brokerage/orders/historical/{}": { access: "view", handle: getOrder },
};
