import type { Amount } from "@evenkeel/core/units";
import type { ExchangeState } from "../exchange/state.ts";
import { quoteAssetOf } from "../world/world.ts";
import { type Account, append, INCOME_KEPT_MAX, type IncomeType } from "./account.ts";

export function bookIncome(
  state: ExchangeState,
  account: Account,
  symbol: string,
  type: IncomeType,
  amount: Amount,
  tradeId: number | null,
  asset = quoteAssetOf(state.world),
): void {
  append(
    account.income,
    { id: state.nextIncomeId++, symbol, type, amount, asset, timeMs: state.nowMs, tradeId },
    INCOME_KEPT_MAX,
  );
}
