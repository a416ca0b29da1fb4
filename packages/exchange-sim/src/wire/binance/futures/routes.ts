import type { Routes } from "../request.ts";
import { FUTURES_ACCOUNT_ROUTES } from "./account.ts";
import { FUTURES_HISTORY_ROUTES } from "./history.ts";
import { FUTURES_MARKET_ROUTES } from "./market.ts";
import { FUTURES_ORDER_ROUTES } from "./order.ts";
import { FUTURES_SETTING_ROUTES } from "./settings.ts";

export const FUTURES_ROUTES: Routes = {
  ...FUTURES_MARKET_ROUTES,
  ...FUTURES_ACCOUNT_ROUTES,
  ...FUTURES_SETTING_ROUTES,
  ...FUTURES_ORDER_ROUTES,
  ...FUTURES_HISTORY_ROUTES,
};
