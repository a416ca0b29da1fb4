import { amount } from "@evenkeel/core/units";
import { beforeAll, describe, expect, test } from "vitest";
import { call, type Desk, get, openDesk } from "../desk.test-data.ts";
import { placedId } from "../order/orders.test-data.ts";

interface Transaction {
  readonly id: string;
  readonly amount: { readonly amount: string; readonly currency: string };
  readonly native_amount: { readonly amount: string };
  readonly advanced_trade_fill: { readonly commission: string; readonly order_id: string; readonly order_side: string };
}
interface Answer {
  readonly data: readonly Transaction[];
  readonly pagination: {
    readonly next_uri: string | null;
    readonly previous_uri: string | null;
    readonly next_starting_after: string | null;
  };
}

const START: Readonly<Record<string, string>> = { USD: "50000", BTC: "1", ETH: "5" };
let count = 0;
const market = (product: string, side: string, size: string) => ({
  client_order_id: `m-${++count}`,
  product_id: product,
  side,
  order_configuration: { market_market_ioc: { base_size: size } },
});

describe("transactions of a wallet", () => {
  let desk: Desk;
  let sold = "";
  const read = (address: string): Answer => {
    const [path = "", query = ""] = address.split("?");
    return JSON.parse(call(desk, "GET", path, { query }).body) as Answer;
  };
  const all = (wallet: string, limit = 100) => read(`/v2/accounts/${wallet}/transactions?limit=${limit}`);
  const statusOf = (path: string, query = "") => call(desk, "GET", path, { query }).status;

  beforeAll(() => {
    desk = openDesk();
    for (const size of ["0.05", "0.0123", "0.2"]) placedId(desk, market("BTC-USD", "BUY", size));
    placedId(desk, market("ETH-USD", "BUY", "1.5"));
    sold = placedId(desk, market("BTC-USD", "SELL", "0.1"));
  });

  test.each(["BTC", "ETH"])("what moved %s adds up to its balance", (currency) => {
    const sum = all(currency).data.reduce((total, each) => total + amount(each.amount.amount), 0n);
    expect(sum + amount(START[currency] ?? "")).toBe(
      desk.state.accounts.values().next().value?.spot.get(currency)?.free,
    );
  });

  test("what moved dollars, less the commissions, adds up to their balance; in cents beside it", () => {
    const { data } = all("USD");
    const sum = data.reduce(
      (total, each) => total + amount(each.amount.amount) - amount(each.advanced_trade_fill.commission),
      amount(START["USD"] ?? "") as bigint,
    );
    expect(sum).toBe(desk.state.accounts.values().next().value?.spot.get("USD")?.free);
    for (const { amount: exact, native_amount } of data) {
      expect(native_amount.amount).toMatch(/^-?\d+\.\d\d$/);
      expect(Math.abs(Number(native_amount.amount) - Number(exact.amount))).toBeLessThanOrEqual(0.005);
    }
    const { fills }: { fills: unknown[] } = get(desk, "orders/historical/fills");
    expect(data).toHaveLength(fills.length);
  });

  test("the newest comes first, a sale takes coins and brings dollars", () => {
    for (const [wallet, sign] of [
      ["BTC", -1],
      ["USD", 1],
    ] as const) {
      const [newest] = all(wallet).data;
      expect(newest?.advanced_trade_fill).toMatchObject({ order_id: sold, order_side: "sell" });
      expect(Math.sign(Number(newest?.amount.amount))).toBe(sign);
    }
    const { data } = read("/v2/accounts/BTC/transactions?limit=100&order=asc");
    expect(data).toEqual(all("BTC").data.toReversed());
  });

  test.each(["desc", "asc"])("pages lead through everything and back (%s)", (order) => {
    const whole = read(`/v2/accounts/USD/transactions?limit=100&order=${order}`).data;
    expect(whole.length).toBeGreaterThan(4);
    const seen: Transaction[] = [];
    let page = read(`/v2/accounts/USD/transactions?limit=2&order=${order}`);
    expect(page.pagination.previous_uri).toBeNull();
    for (let k = 0; k < whole.length; k++) {
      seen.push(...page.data);
      if (page.pagination.next_uri === null) break;
      expect(page.pagination.next_starting_after).toBe(page.data.at(-1)?.id);
      page = read(page.pagination.next_uri);
    }
    expect(seen).toEqual(whole);
    const back = read(page.pagination.previous_uri ?? "");
    expect(back.data).toEqual(whole.slice(-page.data.length - 2, -page.data.length));
  });

  test("one alone, by its id; of another wallet, or of none, there is nothing", () => {
    const [one] = all("ETH").data;
    const { data } = read(`/v2/accounts/ETH/transactions/${one?.id}`) as unknown as { data: Transaction };
    expect(data).toEqual(one);
    expect(statusOf(`/v2/accounts/BTC/transactions/${one?.id}`)).toBe(404);
    expect(statusOf("/v2/accounts/NO/transactions")).toBe(404);
    expect(statusOf("/v2/accounts/BTC/transactions", "starting_after=x")).toBe(404);
    expect(all("SOL").data).toEqual([]);
  });
});
