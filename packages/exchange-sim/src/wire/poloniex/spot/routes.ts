import type { Routes } from "../request.ts";
import { SPOT_ACCOUNT_ROUTES } from "./account.ts";
import { SPOT_HISTORY_ROUTES } from "./history.ts";
import { KILL_SWITCH_ROUTES } from "./kill-switch.ts";
import { SPOT_MARKET_ROUTES } from "./market.ts";
import { SPOT_ORDER_ROUTES } from "./order.ts";
import { SPOT_SMART_ROUTES } from "./smart.ts";

export const SPOT_ROUTES: Routes = {
  ...SPOT_MARKET_ROUTES,
  ...SPOT_ACCOUNT_ROUTES,
  ...SPOT_ORDER_ROUTES,
  ...SPOT_HISTORY_ROUTES,
  ...SPOT_SMART_ROUTES,
  ...KILL_SWITCH_ROUTES,
};
