import { beforeAll, describe, expect, test } from "vitest";
import { DOCUMENTED_APP } from "./app/documented.test-data.ts";
import {
  BROKERAGE,
  call,
  type Desk,
  get,
  listen,
  MAIN,
  openDesk,
  pass,
  post,
  tokenOf,
  WALL_MS,
} from "./desk.test-data.ts";
import { DOCUMENTED_GETS } from "./documented.test-data.ts";
import { DOCUMENTED_POSTS } from "./order/documented.test-data.ts";
import { bestOf, limitOrder, placedId } from "./order/orders.test-data.ts";
import { DOCUMENTED_ENVELOPE, DOCUMENTED_EVENTS } from "./stream/documented.test-data.ts";

const kindOf = (value: unknown): string => (Array.isArray(value) ? "list" : value === null ? "null" : typeof value);
const isRecord = (value: unknown): value is Record<string, unknown> => kindOf(value) === "object";

/** Where an answer is not what is documented: a key too few or too many, another JSON type, a list without a row. */
function differences(expected: unknown, actual: unknown, at = "$"): string[] {
  if (expected === null) return [];
  if (kindOf(expected) !== kindOf(actual)) return [`${at}: ${kindOf(actual)} instead of ${kindOf(expected)}`];
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const [row] = expected as readonly unknown[];
    if ((row === undefined) !== (actual.length === 0)) return [`${at}: ${actual.length} rows`];
    return actual.flatMap((each, index) => differences(row, each, `${at}[${index}]`));
  }
  if (!isRecord(expected) || !isRecord(actual)) return [];
  const missing = Object.keys(expected).filter((key) => !Object.hasOwn(actual, key));
  const added = Object.keys(actual).filter((key) => !Object.hasOwn(expected, key));
  const inner = Object.keys(expected).filter((key) => Object.hasOwn(actual, key));
  return [
    ...missing.map((key) => `${at}.${key}: missing`),
    ...added.map((key) => `${at}.${key}: not documented`),
    ...inner.flatMap((key) => differences(expected[key], actual[key], `${at}.${key}`)),
  ];
}

test("the comparison sees what it should", () => {
  const example = { a: "x", b: [{ c: 1 }], d: null };
  expect(differences(example, { a: "y", b: [{ c: 2 }, { c: 3 }], d: 7 })).toEqual([]);
  expect(differences(example, { a: "y", b: [], d: 7 })).toEqual(["$.b: 0 rows"]);
  expect(differences(example, { a: 1, b: [{ c: "2" }, {}], e: 1 })).toEqual([
    "$.d: missing",
    "$.e: not documented",
    "$.a: number instead of string",
    "$.b[0].c: string instead of number",
    "$.b[1].c: missing",
  ]);
});

/** Bodies with a row in every list: fills, an order in the book that was edited, a coin that is held. */
describe("bodies", () => {
  let desk: Desk;
  const names: Record<string, string> = {};

  beforeAll(() => {
    desk = openDesk();
    placedId(desk, { ...limitOrder(), order_configuration: { market_market_ioc: { base_size: "0.05" } } });
    const { bid } = bestOf(desk);
    const id = placedId(desk, limitOrder({}, { limit_price: (bid * 0.9).toFixed(1) }));
    post(desk, "orders/edit", { order_id: id, price: (bid * 0.91).toFixed(1), size: "0.02" });
    const { accounts }: { accounts: { uuid: string; retail_portfolio_id: string }[] } = get(desk, "accounts");
    names["{wallet}"] = accounts[0]?.uuid ?? "";
    names["{portfolio}"] = accounts[0]?.retail_portfolio_id ?? "";
    names["{edited}"] = id;
    names["{end}"] = String(Math.floor(desk.state.nowMs / 1_000));
    names["{start}"] = String(Math.floor(desk.state.nowMs / 1_000) - 36_000);
  });

  test.each(DOCUMENTED_GETS)("$call ($source)", ({ call: name, example }) => {
    const filled = Object.entries(names).reduce((text, [key, value]) => text.replaceAll(key, value), name);
    const [path = "", query = ""] = filled.split("?");
    const reply = call(desk, "GET", `${BROKERAGE}/${path}`, { query });
    expect([reply.status, reply.headers["Content-Type"]]).toEqual([200, "application/json"]);
    expect(differences(example, JSON.parse(reply.body))).toEqual([]);
  });

  test.each(DOCUMENTED_APP)("$call ($source)", ({ call: path, example }) => {
    expect(differences(example, JSON.parse(call(desk, "GET", path).body))).toEqual([]);
  });

  test("exchange rates: a text for every currency (docs.cdp.coinbase.com/coinbase-app/track-apis/exchange-rates)", () => {
    const { data }: { data: { currency: string; rates: Record<string, unknown> } } = JSON.parse(
      call(desk, "GET", "/v2/exchange-rates", { query: "currency=BTC" }).body,
    ) as never;
    expect([data.currency, data.rates["BTC"]]).toEqual(["BTC", "1"]);
    expect(Object.keys(data.rates)).toHaveLength(7);
    expect(Object.values(data.rates).every((rate) => typeof rate === "string" && Number(rate) > 0)).toBe(true);
  });

  test("the answers to orders, edits and cancels", () => {
    const { bid } = bestOf(desk);
    const order = limitOrder({}, { limit_price: (bid * 0.9).toFixed(1) });
    const id = placedId(desk, limitOrder({}, { limit_price: (bid * 0.9).toFixed(1) }));
    const price = (bid * 0.92).toFixed(1);
    const answers: Readonly<Record<string, unknown>> = {
      created: post(desk, "orders", order),
      refused: post(desk, "orders", limitOrder({}, { base_size: "1000" })),
      previewed: post(desk, "orders/preview", limitOrder({}, { base_size: "1000" })),
      editPreviewed: post(desk, "orders/edit_preview", { order_id: id, price, size: "0.02" }),
      edited: post(desk, "orders/edit", { order_id: id, price, size: "0.02" }),
      uneditable: post(desk, "orders/edit", { order_id: "x" }),
      cancelled: post(desk, "orders/batch_cancel", { order_ids: [id, "x"] }),
    };
    for (const [name, { source, example }] of Object.entries(DOCUMENTED_POSTS)) {
      expect([name, source, differences(example, answers[name])]).toEqual([name, source, []]);
    }
  });

  test("errors: the brokerage's three texts, the older API's list", () => {
    const body = (path: string) => JSON.parse(call(desk, "GET", path).body) as unknown;
    const brokerage = { error: "PERMISSION_DENIED", error_details: "<string>", message: "<string>" };
    expect(differences(brokerage, body(`${BROKERAGE}/nothing`))).toEqual([]);
    expect(differences(brokerage, body(`${BROKERAGE}/products/NO-USD`))).toEqual([]);
    expect(differences({ errors: [{ id: "not_found", message: "Not found" }] }, body("/v2/nothing"))).toEqual([]);
  });
});

describe("frames", () => {
  test("every event of every channel, in its envelope", () => {
    const desk = openDesk();
    placedId(desk, limitOrder({}, { limit_price: (bestOf(desk).bid * 0.9).toFixed(1) }));
    const listener = listen(desk);
    for (const channel of ["level2", "ticker", "ticker_batch", "market_trades", "candles", "status"]) {
      listener.say({ type: "subscribe", channel, product_ids: ["BTC-USD"] });
    }
    listener.say({ type: "subscribe", channel: "heartbeats" });
    listener.say({ type: "subscribe", channel: "user", jwt: tokenOf(MAIN, null) });
    placedId(desk, { ...limitOrder(), order_configuration: { market_market_ioc: { base_size: "0.05" } } });
    for (let k = 0; k < 12; k++) {
      pass(desk, 5_000);
      desk.wire.publishQuotes(WALL_MS + k * 1_000);
      desk.wire.publishSeconds(WALL_MS + k * 1_000);
    }
    const seen = new Set<string>();
    for (const frame of listener.frames) {
      expect(differences({ ...DOCUMENTED_ENVELOPE, events: null }, frame)).toEqual([]);
      seen.add(frame.channel);
      for (const event of frame.events) {
        const found = differences(DOCUMENTED_EVENTS[frame.channel], event);
        expect([frame.channel, found]).toEqual([frame.channel, []]);
      }
    }
    expect([...seen].toSorted()).toEqual(Object.keys(DOCUMENTED_EVENTS).toSorted());
  });
});
