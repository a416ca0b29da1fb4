import type { Income } from "@evenkeel/core/events";
import { asset } from "@evenkeel/core/ids";
import { type Amount, venueTime } from "@evenkeel/core/units";
import { amountOf, fields, idText, integer, list, text } from "../../common/decode/json.ts";
import { BINANCE } from "./catalogue.ts";

export type TransferPage = { readonly rows: readonly Income[]; readonly count: number };

/** The spot wallet's side of confirmed transfers; `sign` says whether it gave or got. */
export function parseTransfers(answer: unknown, sign: 1n | -1n): TransferPage {
  const page = fields(answer, "transfers");
  // Left out where there are none.
  const all = list(page["rows"] ?? [], "transfers").map((each) => fields(each, "transfer"));
  const rows = all
    .filter((row) => text(row, "status") === "CONFIRMED")
    .map(
      (row): Income => ({
        venue: BINANCE,
        incomeId: `${idText(row, "tranId")}:spot:${text(row, "type")}`,
        kind: "transfer",
        instrument: null,
        wallet: "spot",
        asset: asset(text(row, "asset")),
        amount: (sign * amountOf(row, "amount")) as Amount,
        venueTimeMs: venueTime(integer(row, "timestamp")),
      }),
    );
  return { rows, count: all.length };
}
