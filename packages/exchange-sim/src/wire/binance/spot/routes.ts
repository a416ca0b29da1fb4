import { SPOT_FEE_BURN_ROUTES } from "../fee-burn.ts";
import type { Routes } from "../request.ts";
import { SPOT_ACCOUNT_ROUTES } from "./account.ts";
import { SPOT_MARKET_ROUTES } from "./market.ts";
import { SPOT_ORDER_ROUTES } from "./order.ts";
import { SPOT_REPLACE_ROUTES } from "./replace.ts";
import { WALLET_ROUTES } from "./wallet.ts";
import { WALLET_STATUS_ROUTES } from "./wallet-status.ts";

export const SPOT_ROUTES: Routes = {
  ...SPOT_MARKET_ROUTES,
  ...SPOT_ACCOUNT_ROUTES,
  ...SPOT_ORDER_ROUTES,
  ...SPOT_REPLACE_ROUTES,
  ...WALLET_ROUTES,
  ...WALLET_STATUS_ROUTES,
  ...SPOT_FEE_BURN_ROUTES,
};
