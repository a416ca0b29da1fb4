import { describe, expect, test } from "vitest";
import { get, openDesk, pass, post } from "../desk.test-data.ts";
import { bestOf, limitOrder, orderOf, place, placedId, type Shown } from "./orders.test-data.ts";

describe("orders of every kind", () => {
  test("a market order by size and one by sum: fees in dollars, and the sum pays for its own", () => {
    const desk = openDesk();
    const bought = placedId(desk, {
      ...limitOrder(),
      order_configuration: { market_market_ioc: { base_size: "0.02" } },
    });
    const order = orderOf(desk, bought);
    expect(order).toMatchObject({ status: "FILLED", filled_size: "0.02", size_in_quote: false, order_type: "MARKET" });
    expect(Number(order["total_fees"])).toBeCloseTo(Number(order["filled_value"]) * 0.012, 6);
    const spent = placedId(desk, {
      ...limitOrder(),
      order_configuration: { market_market_ioc: { quote_size: "1000" } },
    });
    const bySum = orderOf(desk, spent);
    expect(bySum).toMatchObject({ status: "FILLED", size_in_quote: true, size_inclusive_of_fees: true });
    expect(Number(bySum["total_value_after_fees"])).toBeLessThanOrEqual(1_000);
    expect(Number(bySum["total_value_after_fees"])).toBeGreaterThan(990);
  });

  test("kinds and what is shown of them", () => {
    const desk = openDesk();
    const { bid, ask } = bestOf(desk);
    const far = (bid * 0.9).toFixed(2);
    const end = new Date(desk.state.nowMs + 3_600_000).toISOString();
    const kinds = [
      [{ limit_limit_gtc: { base_size: "0.01", limit_price: far, post_only: true } }, "OPEN", "GOOD_UNTIL_CANCELLED"],
      [
        { limit_limit_gtd: { base_size: "0.01", limit_price: far, end_time: end, post_only: false } },
        "OPEN",
        "GOOD_UNTIL_DATE_TIME",
      ],
      [{ limit_limit_fok: { base_size: "0.01", limit_price: (ask * 1.01).toFixed(2) } }, "FILLED", "FILL_OR_KILL"],
      [{ limit_limit_fok: { base_size: "0.01", limit_price: far } }, "CANCELLED", "FILL_OR_KILL"],
      [{ sor_limit_ioc: { base_size: "0.01", limit_price: far } }, "CANCELLED", "IMMEDIATE_OR_CANCEL"],
    ] as const;
    for (const [order_configuration, status, lasting] of kinds) {
      const id = placedId(desk, { ...limitOrder(), order_configuration });
      const order = orderOf(desk, id);
      expect(order).toMatchObject({ status, time_in_force: lasting, order_type: "LIMIT" });
      expect(Object.keys(order["order_configuration"] as object)).toEqual(Object.keys(order_configuration));
    }
    pass(desk, 2 * 3_600_000);
    const expired: { orders: Shown[] } = get(desk, "orders/historical/batch", "order_status=EXPIRED");
    expect(expired.orders.map((each) => each["time_in_force"])).toEqual(["GOOD_UNTIL_DATE_TIME"]);
  });

  test("a stop waits, holds its money, and becomes an order under the same id", () => {
    const desk = openDesk();
    const { bid, ask } = bestOf(desk);
    const stop = (stop_price: number, limit_price: number, stop_direction: string) => ({
      ...limitOrder({ side: stop_direction.endsWith("UP") ? "BUY" : "SELL" }),
      order_configuration: {
        stop_limit_stop_limit_gtc: {
          base_size: "0.01",
          limit_price: limit_price.toFixed(2),
          stop_price: stop_price.toFixed(2),
          stop_direction,
        },
      },
    });
    const refusal = (order: object) => place(desk, order).error_response?.preview_failure_reason;
    expect(refusal(stop(ask * 0.9, ask * 1.1, "STOP_DIRECTION_STOP_UP"))).toBe(
      "PREVIEW_STOP_PRICE_BELOW_LAST_TRADE_PRICE",
    );
    expect(refusal(stop(bid * 1.1, bid * 0.9, "STOP_DIRECTION_STOP_DOWN"))).toBe(
      "PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE",
    );
    expect(refusal(stop(ask * 1.2, ask * 1.1, "STOP_DIRECTION_STOP_UP"))).toBe("PREVIEW_STOP_PRICE_ABOVE_LIMIT_PRICE");
    expect(refusal(stop(bid * 0.8, bid * 0.9, "STOP_DIRECTION_STOP_DOWN"))).toBe(
      "PREVIEW_STOP_PRICE_BELOW_LIMIT_PRICE",
    );
    const id = placedId(desk, stop(ask * 1.001, ask * 1.05, "STOP_DIRECTION_STOP_UP"));
    expect(orderOf(desk, id)).toMatchObject({
      status: "OPEN",
      trigger_status: "STOP_PENDING",
      order_type: "STOP_LIMIT",
    });
    expect(Number(orderOf(desk, id)["outstanding_hold_amount"])).toBeGreaterThan(ask * 0.0105);
    for (let hour = 0; hour < 48 && orderOf(desk, id).status === "OPEN"; hour++) pass(desk, 3_600_000);
    expect(orderOf(desk, id)).toMatchObject({
      status: "FILLED",
      trigger_status: "STOP_TRIGGERED",
      order_type: "STOP_LIMIT",
    });
    const other = placedId(desk, stop(bid * 0.5, bid * 0.4, "STOP_DIRECTION_STOP_DOWN"));
    expect(post(desk, "orders/batch_cancel", { order_ids: [other] })).toEqual({
      results: [{ success: true, failure_reason: "UNKNOWN_CANCEL_FAILURE_REASON", order_id: other }],
    });
    expect(orderOf(desk, other).status).toBe("CANCELLED");
  });

  test("a client's id that was used before makes no second order", () => {
    const desk = openDesk();
    const order = limitOrder({}, { limit_price: (bestOf(desk).bid * 0.9).toFixed(2) });
    const first = place(desk, order);
    const again = place(desk, { ...order, product_id: "ETH-USD" });
    expect(again.success_response).toEqual(first.success_response);
    post(desk, "orders/batch_cancel", { order_ids: [first.success_response.order_id] });
    expect(place(desk, order).success_response.order_id).toBe(first.success_response.order_id);
    expect((get(desk, "orders/historical/batch") as { orders: object[] }).orders).toHaveLength(1);
  });

  test("refusals come with success false, their name and the configuration", () => {
    const desk = openDesk();
    const { bid, ask } = bestOf(desk);
    const at = (price: number, more = {}) => limitOrder({}, { limit_price: price.toFixed(2), ...more });
    const cases = [
      [at(bid, { base_size: "100" }), "INSUFFICIENT_FUND"],
      [at(ask * 1.01, { post_only: true }), "INVALID_LIMIT_PRICE_POST_ONLY"],
      [at(bid, { base_size: "0.0000001" }), "INVALID_SIZE_PRECISION"],
      [at(bid, { limit_price: "90000.001" }), "INVALID_PRICE_PRECISION"],
      [at(bid, { base_size: "-1" }), "INVALID_SIZE_PRECISION"],
      [at(bid, { base_size: 1 }), "INVALID_SIZE_PRECISION"],
      [at(bid * 0.1), "LIMIT_PRICE_TOO_FAR_FROM_MARKET"],
      [{ ...at(bid), side: "HOLD" }, "INVALID_SIDE"],
      [{ ...at(bid), product_id: "NO-USD" }, "INVALID_PRODUCT_ID"],
      [{ ...at(bid), product_id: "BTC-USDC" }, "UNTRADABLE_PRODUCT"],
      [{ ...at(bid), order_configuration: { trigger_bracket_gtc: {} } }, "UNSUPPORTED_ORDER_CONFIGURATION"],
      [{ ...at(bid), order_configuration: {} }, "UNSUPPORTED_ORDER_CONFIGURATION"],
      [
        { ...at(bid), order_configuration: { market_market_ioc: { base_size: "1", quote_size: "1" } } },
        "UNSUPPORTED_ORDER_CONFIGURATION",
      ],
      [
        { ...at(bid), order_configuration: { limit_limit_gtd: { base_size: "1", limit_price: "1" } } },
        "GTD_ORDERS_MUST_HAVE_END_TIME",
      ],
      [
        {
          ...at(bid),
          order_configuration: {
            limit_limit_gtd: { base_size: "0.01", limit_price: bid.toFixed(2), end_time: "2020-01-01T00:00:00Z" },
          },
        },
        "END_TIME_IS_IN_THE_PAST",
      ],
    ] as const;
    for (const [order, error] of cases) {
      const reply = place(desk, order);
      expect([reply.success, reply.error_response?.error, order]).toEqual([false, error, order]);
    }
    expect((get(desk, "orders/historical/batch") as { orders: object[] }).orders).toEqual([]);
  });
});

describe("previews, edits, cancels", () => {
  test("a preview comes to what the order then costs", () => {
    const desk = openDesk();
    const order = { ...limitOrder(), order_configuration: { market_market_ioc: { base_size: "0.05" } } };
    const preview: { order_total: string; commission_total: string; errs: string[] } = post(
      desk,
      "orders/preview",
      order,
    );
    const placed = orderOf(desk, placedId(desk, order));
    expect(preview.errs).toEqual([]);
    expect(Number(preview.order_total)).toBeCloseTo(Number(placed["total_value_after_fees"]), 4);
    expect(Number(preview.commission_total)).toBeCloseTo(Number(placed["total_fees"]), 4);
    const greedy: { errs: string[] } = post(desk, "orders/preview", limitOrder({}, { base_size: "100" }));
    expect(greedy.errs).toEqual(["PREVIEW_INSUFFICIENT_FUND"]);
  });

  test("an edit keeps the order's id; what cannot be edited says why", () => {
    const desk = openDesk();
    const { bid, ask } = bestOf(desk);
    const price = (bid * 0.95).toFixed(2);
    const id = placedId(desk, limitOrder({}, { limit_price: price, post_only: true }));
    const edit = (body: object): { success: boolean; errors: object[] } => post(desk, "orders/edit", body);
    expect(edit({ order_id: id, price: (bid * 0.96).toFixed(2), size: "0.02" })).toMatchObject({
      success: true,
      errors: [],
    });
    expect(orderOf(desk, id)["order_configuration"]).toMatchObject({ limit_limit_gtc: { base_size: "0.02" } });
    const why = (body: object) => edit(body).errors[0];
    const reason = (edit_failure_reason: string) => expect.objectContaining({ edit_failure_reason });
    expect(why({ order_id: id, price, size: "0" })).toEqual(reason("INVALID_EDITED_SIZE"));
    expect(why({ order_id: id, price })).toEqual(reason("INVALID_EDITED_SIZE"));
    expect(why({ order_id: id, size: "0.02" })).toEqual(reason("INVALID_EDITED_PRICE"));
    expect(why({ order_id: id, price: (bid * 0.96).toFixed(2), size: "0.02" })).toEqual(
      reason("EDIT_REQUEST_EQUAL_TO_ORIGINAL_REQUEST"),
    );
    expect(why({ order_id: "x", price, size: "1" })).toEqual(reason("ORDER_NOT_FOUND"));
    expect(why({ order_id: id, price: (ask * 1.01).toFixed(2), size: "0.02" })).toEqual(
      expect.objectContaining({ preview_failure_reason: "PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY" }),
    );
    expect(orderOf(desk, id).status).toBe("OPEN");
    const preview: { errors: object[]; order_total: string } = post(desk, "orders/edit_preview", {
      order_id: id,
      price,
      size: "0.03",
    });
    expect(preview.errors).toEqual([]);
    expect(Number(preview.order_total)).toBeCloseTo(Number(price) * 0.03 * 1.006, 2);
    post(desk, "orders/batch_cancel", { order_ids: [id] });
    expect(why({ order_id: id, price, size: "1" })).toEqual(reason("ONLY_OPEN_ORDERS_CAN_BE_EDITED"));
  });

  test("each of a batch of cancels has its own answer", () => {
    const desk = openDesk();
    const { bid } = bestOf(desk);
    const id = placedId(desk, limitOrder({}, { limit_price: (bid * 0.95).toFixed(2) }));
    const filled = placedId(desk, {
      ...limitOrder(),
      order_configuration: { market_market_ioc: { base_size: "0.01" } },
    });
    const { results }: { results: { failure_reason: string }[] } = post(desk, "orders/batch_cancel", {
      order_ids: [id, id, filled, "nothing", 7],
    });
    expect(results.map((each) => each.failure_reason)).toEqual([
      "UNKNOWN_CANCEL_FAILURE_REASON",
      "DUPLICATE_CANCEL_REQUEST",
      "ORDER_IS_FULLY_FILLED",
      "UNKNOWN_CANCEL_ORDER",
      "UNKNOWN_CANCEL_ORDER",
    ]);
  });
});

describe("pages", () => {
  test("accounts, orders and fills go on where the last page ended", () => {
    const desk = openDesk();
    for (let k = 0; k < 7; k++) {
      pass(desk, 60_000);
      placedId(desk, {
        ...limitOrder({ side: k % 2 ? "SELL" : "BUY" }),
        order_configuration: { market_market_ioc: { base_size: "0.01" } },
      });
    }
    const all = (path: string, name: string, id: string): readonly string[] => {
      const found: string[] = [];
      let cursor = "";
      do {
        const page: Record<string, never> = get(desk, path, `limit=3&cursor=${cursor}`);
        found.push(...(page[name] as unknown as Record<string, string>[]).map((row) => row[id] ?? ""));
        cursor = page["cursor"] ?? "";
      } while (cursor !== "");
      return found;
    };
    for (const [path, name, id] of [
      ["accounts", "accounts", "uuid"],
      ["orders/historical/batch", "orders", "order_id"],
      ["orders/historical/fills", "fills", "entry_id"],
    ] as const) {
      const whole: Record<string, never> = get(desk, path, "limit=250");
      const ids = (whole[name] as unknown as Record<string, string>[]).map((row) => row[id]);
      expect(ids.length).toBeGreaterThanOrEqual(7);
      expect(all(path, name, id)).toEqual(ids);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test("money adds up on the wire: the wallet is what the fills explain", () => {
    const desk = openDesk();
    for (const [side, base_size] of [
      ["BUY", "0.11"],
      ["SELL", "0.07"],
      ["BUY", "0.021"],
    ] as const) {
      placedId(desk, { ...limitOrder({ side }), order_configuration: { market_market_ioc: { base_size } } });
    }
    const { fills }: { fills: { side: string; price: string; size: string; commission: string }[] } = get(
      desk,
      "orders/historical/fills",
    );
    const units = (text: string, digits: number): bigint => {
      const [whole = "0", fraction = ""] = text.split(".");
      return BigInt(whole + fraction.padEnd(digits, "0"));
    };
    let usd = units("50000", 16);
    for (const { side, price, size, commission } of fills) {
      const value = units(price, 8) * units(size, 8);
      usd += (side === "BUY" ? -value : value) - units(commission, 16);
    }
    const { accounts }: { accounts: { currency: string; available_balance: { value: string } }[] } = get(
      desk,
      "accounts",
      "limit=250",
    );
    const shown = accounts.find(({ currency }) => currency === "USD")?.available_balance.value ?? "";
    expect(units(shown, 16)).toBe(usd);
  });
});
