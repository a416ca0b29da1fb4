import type { Amount } from "@evenkeel/core/units";
import type { ExchangeState } from "../exchange/state.ts";
import { QUOTE_ASSET } from "../world/instrument.ts";
import { type Account, append, INCOME_KEPT_MAX, type IncomeType } from "./account.ts";

export function bookIncome(
  state: ExchangeState,
  account: Account,
  symbol: string,
  type: IncomeType,
  amount: Amount,
  tradeId: number | null,
): void {
  append(
    account.income,
    { id: state.nextIncomeId++, symbol, type, amount, asset: QUOTE_ASSET, timeMs: state.nowMs, tradeId },
    INCOME_KEPT_MAX,
  );
}
