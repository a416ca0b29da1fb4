import type { ColdEvent } from "@evenkeel/core/events";
import { describe, expect, test } from "vitest";
import { BINANCE } from "../parse/catalogue.ts";
import { createGateway } from "./gateway.ts";
import { type Answer, futuresReply, ID, PERPETUAL, SPOT, stage } from "./stage.test-data.ts";

describe("preparing and cancelling", () => {
  const prepare = (): Promise<ColdEvent> =>
    createGateway(stage.client).perform({ kind: "prepare-leg", venue: BINANCE, instrument: PERPETUAL, leverage: 2 });

  test.each<[string, Answer, object]>([
    ["set", { body: { code: 200, msg: "success" } }, { kind: "leg-prepared", leverage: 2 }],
    [
      "set before",
      { status: 400, body: { code: -4046, msg: "No need to change margin type." } },
      { kind: "leg-prepared" },
    ],
    [
      "not possible now",
      { status: 400, body: { code: -4047, msg: "open orders" } },
      { kind: "leg-not-prepared", failure: { code: "-4047" } },
    ],
  ])("isolated margin %s", async (_name, answer, expected) => {
    stage.routes["POST /fapi/v1/marginType"] = () => answer;
    stage.routes["POST /fapi/v1/leverage"] = () => ({ body: { leverage: 2, symbol: "BTCUSDT" } });
    expect(await prepare()).toMatchObject({ instrument: PERPETUAL, ...expected });
  });

  test.each<[string, Answer | "never", object]>([
    ["taken back", { body: futuresReply({ status: "CANCELED" }) }, { kind: "order-cancelled" }],
    ["not there", { status: 400, body: { code: -2011, msg: "Unknown order sent." } }, { kind: "cancel-not-found" }],
    ["not heard", "never", { kind: "cancel-failed", failure: { kind: "connectivity", code: "timeout" } }],
    [
      "too fast",
      { status: 429, body: { code: -1003, msg: "no" }, headers: { "Retry-After": "7" } },
      { kind: "cancel-failed", failure: { kind: "rate-limited", retryAfterMs: 7_000 } },
    ],
  ])("one order %s: one call, by our own name", async (_name, answer, expected) => {
    stage.routes["DELETE /fapi/v1/order"] = () => answer;
    const effect = { kind: "cancel-order", venue: BINANCE, clientOrderId: ID, instrument: PERPETUAL } as const;
    expect(await createGateway(stage.client).perform(effect)).toMatchObject({ clientOrderId: ID, ...expected });
    expect(stage.asked.map(({ parameters }) => parameters.get("origClientOrderId"))).toEqual([ID]);
  });

  test.each<[string, Answer, object]>([
    ["cancelled", { body: [] }, { kind: "open-orders-cancelled" }],
    [
      "nothing there",
      { status: 400, body: { code: -2011, msg: "Unknown order sent." } },
      { kind: "open-orders-cancelled" },
    ],
    ["not heard", { status: 503, body: "" }, { kind: "effect-failed", effect: "cancel-open-orders" }],
  ])("open orders: %s", async (_name, answer, expected) => {
    stage.routes["DELETE /api/v3/openOrders"] = () => answer;
    const event = await createGateway(stage.client).perform({
      kind: "cancel-open-orders",
      venue: BINANCE,
      instrument: SPOT,
    });
    expect(event).toMatchObject({ instrument: SPOT, ...expected });
  });
});
