import { FUTURES_FEE_BURN_ROUTES } from "../fee-burn.ts";
import type { Routes } from "../request.ts";
import { FUTURES_ACCOUNT_ROUTES } from "./account.ts";
import { FUTURES_ALGO_ROUTES } from "./algo.ts";
import { FUTURES_AMEND_ROUTES } from "./amend.ts";
import { FUTURES_BATCH_ROUTES } from "./batch.ts";
import { FUTURES_HISTORY_ROUTES } from "./history.ts";
import { FUTURES_MARKET_ROUTES } from "./market.ts";
import { FUTURES_ORDER_ROUTES } from "./order.ts";
import { FUTURES_SETTING_ROUTES } from "./settings.ts";
import { FUTURES_STANDING_ROUTES } from "./standing.ts";

export const FUTURES_ROUTES: Routes = {
  ...FUTURES_MARKET_ROUTES,
  ...FUTURES_ACCOUNT_ROUTES,
  ...FUTURES_SETTING_ROUTES,
  ...FUTURES_ORDER_ROUTES,
  ...FUTURES_AMEND_ROUTES,
  ...FUTURES_BATCH_ROUTES,
  ...FUTURES_ALGO_ROUTES,
  ...FUTURES_STANDING_ROUTES,
  ...FUTURES_HISTORY_ROUTES,
  ...FUTURES_FEE_BURN_ROUTES,
};
