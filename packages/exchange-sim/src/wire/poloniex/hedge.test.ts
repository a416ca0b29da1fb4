import { describe, expect, test } from "vitest";
import { accountOf } from "../../exchange/scene.test-data.ts";
import { ask, CREDENTIALS, type Desk, json, openDesk } from "./desk.test-data.ts";

type Row = Readonly<Record<string, string>>;
const PERP = "ETH_USDT_PERP";
const told = (desk: Desk, line: string, sent?: unknown): { code: number; data: never } => json(ask(desk, line, sent));
const rowsOf = (desk: Desk, path: string): readonly Row[] => told(desk, `GET ${path}`).data;
const order = (desk: Desk, side: string, posSide: string, sz: string, more: object = {}): number =>
  told(desk, "POST /v3/trade/order", { symbol: PERP, side, posSide, mgnMode: "CROSS", type: "MARKET", sz, ...more })
    .code;
const close = (desk: Desk, posSide: string): number =>
  told(desk, "POST /v3/trade/position", { symbol: PERP, mgnMode: "CROSS", posSide }).code;
const held = (desk: Desk): readonly (readonly unknown[])[] =>
  rowsOf(desk, `/v3/trade/position/opens?symbol=${PERP}`).map(({ posSide, side, qty, availQty }) => [
    posSide,
    side,
    qty,
    availQty,
  ]);

function hedged(): Desk {
  const desk = openDesk();
  expect(told(desk, "POST /v3/position/mode", { posMode: "HEDGE" }).code).toBe(200);
  return desk;
}

/** A long of 30 contracts and a short of 10. */
function both(): Desk {
  const desk = hedged();
  expect([order(desk, "BUY", "LONG", "30"), order(desk, "SELL", "SHORT", "10")]).toEqual([200, 200]);
  return desk;
}

describe("hedge mode on the wire", () => {
  test("a long and a short stand beside each other, in orders, fills and positions", () => {
    const desk = both();
    expect(held(desk)).toEqual([
      ["LONG", "BUY", "30", "30"],
      ["SHORT", "SELL", "10", "10"],
    ]);
    const sides = (path: string) =>
      rowsOf(desk, path)
        .map(({ posSide = "" }) => posSide)
        .toSorted();
    expect(sides(`/v3/trade/order/history?symbol=${PERP}`)).toEqual(["LONG", "SHORT"]);
    expect(sides(`/v3/trade/order/trades?symbol=${PERP}`)).toEqual(expect.arrayContaining(["LONG", "SHORT"]));
    expect(sides(`/v3/position/leverages?symbol=${PERP}&mgnMode=CROSS`)).toEqual(["LONG", "SHORT"]);
  });

  test("each is closed by its own side, in part by an order and whole by the position's own call", () => {
    const desk = both();
    expect(order(desk, "SELL", "LONG", "20")).toBe(200);
    expect(held(desk).map(([side, , quantity]) => [side, quantity])).toEqual([
      ["LONG", "10"],
      ["SHORT", "10"],
    ]);
    expect(close(desk, "SHORT")).toBe(200);
    expect(held(desk)).toEqual([["LONG", "BUY", "10", "10"]]);
    expect([close(desk, "SHORT"), close(desk, "LONG")]).toEqual([21_001, 200]);
    expect(held(desk)).toEqual([]);
    const closed = rowsOf(desk, `/v3/trade/position/history?symbol=${PERP}`);
    expect(closed.map(({ posSide, side, closedQty }) => `${posSide} ${side} ${closedQty}`).toSorted()).toEqual([
      "LONG BUY 30",
      "SHORT SELL 10",
    ]);
    expect(rowsOf(desk, `/v3/trade/position/history?symbol=${PERP}&posSide=SHORT`)).toHaveLength(1);
  });

  test("all of both are closed at once", () => {
    const desk = both();
    expect((told(desk, "POST /v3/trade/positionAll", {}).data as Row[]).map(({ code }) => code)).toEqual([200, 200]);
    expect(accountOf(desk.state, CREDENTIALS.key).positions.size).toBe(0);
  });

  test("a side that does not fit the mode is refused, in either mode", () => {
    const desk = both();
    expect([order(desk, "BUY", "", "1"), order(desk, "BUY", "BOTH", "1"), close(desk, "")]).toEqual([
      11_011, 11_011, 11_011,
    ]);
    expect(order(desk, "BUY", "UP", "1")).toBe(400);
    const oneWay = openDesk();
    expect([order(oneWay, "BUY", "LONG", "1"), close(oneWay, "LONG")]).toEqual([11_011, 11_011]);
  });

  test("margin is added to the side that is named", () => {
    const desk = hedged();
    const isolated = { mgnMode: "ISOLATED" };
    expect([order(desk, "BUY", "LONG", "30", isolated), order(desk, "SELL", "SHORT", "10", isolated)]).toEqual([
      200, 200,
    ]);
    const margins = () => rowsOf(desk, `/v3/trade/position/opens?symbol=${PERP}`).map(({ mgn }) => Number(mgn));
    const [long = 0, short = 0] = margins();
    expect(
      told(desk, "POST /v3/trade/position/margin", { symbol: PERP, posSide: "SHORT", amt: "25", type: "ADD" }).code,
    ).toBe(200);
    const [longAfter = 0, shortAfter = 0] = margins();
    expect([longAfter - long, shortAfter - short]).toEqual([0, expect.closeTo(25, 6)]);
  });
});
