import type { Income } from "@evenkeel/core/events";
import { asset } from "@evenkeel/core/ids";
import { type Amount, venueTime } from "@evenkeel/core/units";
import { amountOf, type Fields, meaningOf, text } from "../../common/decode/json.ts";
import type { Markets } from "../../common/market/market.ts";
import { BYBIT } from "../market.ts";
import { isEmpty, pageOf, timeOf } from "./answer.ts";

/** docs/v5/enum#typeuta-translog; what is not named here still moved money and is booked as such. */
const INCOME_KINDS: Readonly<Record<string, Income["kind"]>> = {
  SETTLEMENT: "funding",
  TRANSFER_IN: "transfer",
  TRANSFER_OUT: "transfer",
  LIQUIDATION: "insurance",
};

/** Rows of these kinds that name a trade are told by the fills and booked from there. */
const TRADES: ReadonlySet<string> = new Set(["TRADE", "DELIVERY", "LIQUIDATION", "ADL"]);

export type Transaction =
  | { readonly kind: "income"; readonly timeMs: number; readonly income: Income }
  /** What a trade of a contract realised, by its execution. */
  | { readonly kind: "trade"; readonly timeMs: number; readonly executionId: string; readonly realised: Amount | null };

function transactionOf(row: Fields, markets: Markets): Transaction {
  const timeMs = timeOf(row, "transactionTime");
  const type = text(row, "type");
  if (TRADES.has(type) && !isEmpty(row, "tradeId")) {
    const realised = row["category"] === "spot" ? null : amountOf(row, "cashFlow");
    return { kind: "trade", timeMs, executionId: text(row, "tradeId"), realised };
  }
  return {
    kind: "income",
    timeMs,
    income: {
      venue: BYBIT,
      incomeId: text(row, "id"),
      kind: meaningOf(INCOME_KINDS, type) ?? "other",
      instrument: isEmpty(row, "symbol")
        ? null
        : (markets.perpetual.get(text(row, "symbol"))?.instrument.index ?? null),
      wallet: "unified",
      asset: asset(text(row, "currency")),
      amount: amountOf(row, "change"),
      venueTimeMs: venueTime(timeMs),
    },
  };
}

export type TransactionPage = { readonly rows: readonly Transaction[]; readonly cursor: string };

export function parseTransactions(answer: unknown, markets: Markets): TransactionPage {
  const { rows, cursor } = pageOf(answer);
  return { rows: rows.map((row) => transactionOf(row, markets)), cursor };
}
