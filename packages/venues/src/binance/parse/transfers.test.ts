import { amount } from "@evenkeel/core/units";
import { describe, expect, it } from "vitest";
import { Malformed } from "../../common/decode/json.ts";
import { parseTransfers } from "./transfers.ts";

const row = (change: object) => ({
  asset: "USDT",
  amount: "1.5",
  type: "MAIN_UMFUTURE",
  status: "CONFIRMED",
  tranId: 11415955596,
  timestamp: 1_544_433_328_000,
  ...change,
});

describe("the spot wallet's side of transfers", () => {
  it("gave what went to the futures wallet", () => {
    const { rows, count } = parseTransfers({ total: 1, rows: [row({})] }, -1n);
    expect(count).toBe(1);
    expect(rows).toEqual([
      {
        venue: "binance",
        incomeId: "11415955596:spot:MAIN_UMFUTURE",
        kind: "transfer",
        instrument: null,
        wallet: "spot",
        asset: "USDT",
        amount: -amount("1.5"),
        venueTimeMs: 1_544_433_328_000,
      },
    ]);
  });

  it("tells nothing of what is not confirmed, and counts it for the pages", () => {
    const all = [row({ status: "PENDING" }), row({ status: "FAILED" }), row({ tranId: 2 })];
    const { rows, count } = parseTransfers({ total: 3, rows: all }, 1n);
    expect([count, rows.map(({ amount: by }) => by)]).toEqual([3, [amount("1.5")]]);
  });

  it("leaves the rows out where there are none", () => expect(parseTransfers({ total: 0 }, 1n).rows).toEqual([]));

  it.each([{ rows: [row({ amount: "much" })] }, { rows: [row({ tranId: null })] }, []])("refuses %j", (answer) => {
    expect(() => parseTransfers(answer, 1n)).toThrow(Malformed);
  });
});
