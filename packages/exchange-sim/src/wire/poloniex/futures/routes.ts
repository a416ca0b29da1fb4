import type { Routes } from "../request.ts";
import { FUTURES_ACCOUNT_ROUTES } from "./account.ts";
import { FUTURES_MARKET_ROUTES } from "./market.ts";
import { FUTURES_ORDER_ROUTES } from "./order.ts";
import { FUTURES_POSITION_ROUTES } from "./position.ts";
import { FUTURES_SETTING_ROUTES } from "./settings.ts";
import { FUTURES_TRADE_ROUTES } from "./trade.ts";

export const FUTURES_ROUTES: Routes = {
  ...FUTURES_MARKET_ROUTES,
  ...FUTURES_ACCOUNT_ROUTES,
  ...FUTURES_ORDER_ROUTES,
  ...FUTURES_TRADE_ROUTES,
  ...FUTURES_POSITION_ROUTES,
  ...FUTURES_SETTING_ROUTES,
};
