import { type Routes, signed } from "../request.ts";
import { parseAmend } from "./amend.ts";
import { batch } from "./batch.ts";
import { cancelAll } from "./cancel-all.ts";
import { executions } from "./execution.ts";
import { MARKET_ROUTES } from "./market.ts";
import { parseCancel, parseCreate, single } from "./order.ts";
import { openOrders, orderHistory } from "./order-history.ts";
import { POSITION_ROUTES } from "./settings.ts";
import { transactionLog } from "./transaction-log.ts";
import { TRANSFER_ROUTES } from "./transfer.ts";
import { USER_ROUTES } from "./user.ts";
import { WALLET_ROUTES } from "./wallet.ts";

export const ORDER_ROUTES: Routes = {
  "POST /v5/order/create": signed(10, single(parseCreate)),
  "POST /v5/order/amend": signed(10, single(parseAmend)),
  "POST /v5/order/cancel": signed(10, single(parseCancel)),
  "POST /v5/order/cancel-all": signed(10, cancelAll),
  "POST /v5/order/create-batch": signed(10, batch(parseCreate, true)),
  "POST /v5/order/amend-batch": signed(10, batch(parseAmend, false)),
  "POST /v5/order/cancel-batch": signed(10, batch(parseCancel, false)),
  "GET /v5/order/realtime": signed(50, openOrders),
  "GET /v5/order/history": signed(50, orderHistory),
  "GET /v5/execution/list": signed(50, executions),
  "GET /v5/account/transaction-log": signed(30, transactionLog),
};

export const ROUTES: Routes = {
  ...MARKET_ROUTES,
  ...USER_ROUTES,
  ...WALLET_ROUTES,
  ...TRANSFER_ROUTES,
  ...POSITION_ROUTES,
  ...ORDER_ROUTES,
};
