import { readFileSync } from "node:fs";
import { HOUR_MS } from "@evenkeel/core/units";
import { beforeAll, describe, expect, test } from "vitest";
import { advance } from "../../exchange/advance.ts";
import { apply } from "../../exchange/apply.ts";
import { shapeProblems } from "../shape.test-data.ts";
import {
  authArgs,
  bodyOf,
  CREDENTIALS,
  call,
  codeOf,
  type Desk,
  desk,
  type Socket,
  socket,
  WALL_MS,
} from "./desk.test-data.ts";

interface RestExample {
  readonly file: string;
  readonly method: string;
  readonly path: string;
  readonly sent: string;
  readonly body: unknown;
}
interface FrameExample {
  readonly file: string;
  readonly name: string;
  readonly frame: unknown;
}
const read = <T>(name: string): readonly T[] =>
  (JSON.parse(readFileSync(new URL(`payloads/${name}.json`, import.meta.url), "utf8")) as { examples: readonly T[] })
    .examples;
const REST = read<RestExample>("rest");
const FRAMES = read<FrameExample>("frames");

const PERMISSIONS = "Wallet Exchange Earn FiatP2P FiatConvertBroker FiatBitPay BitCard ByXPost".split(" ");

const ALLOWED = new Set<string>([
  // The venue's tables of fields name these, its examples leave them out.
  ".result.nextPageCursor",
  ...["slippageToleranceType", "slippageTolerance", "isLeverage", "RPI"].map((name) => `.data[].${name}`),
  // Fees are in the coin that was traded with; the example's account pays in another.
  ...[".result.list[]", ".data[]"].flatMap((at) => [`${at}.cumFeeDetail.MNT`, `${at}.cumFeeDetail.USDT`]),
  // Empty here: nothing is delisted, no chains, no extra fees, no other rights.
  ".result.list[]",
  ".result.rows[].chains[]",
  ".data[].extraFees[]",
  ...PERMISSIONS.map((name) => `.result.permissions.${name}[]`),
]);
/** Where an empty list would be one that was forgotten. */
const NEVER_EMPTY = new Set([...ALLOWED].filter((path) => path !== ".result.list[]"));
const MAY_BE_EMPTY = new Set(["/v5/announcements/index"]);

const MOVED = "00000000-6bca-c242-bc76-4e6df6cbab16";

const order = (more: object): string =>
  JSON.stringify({ category: "linear", symbol: "ETHUSDT", side: "Sell", orderType: "Market", qty: "0.5", ...more });

/** A desk with a position, a resting order, a cancelled one, spot coins and a settlement behind it. */
function busyDesk(): Desk {
  const at = desk();
  const place = (more: object): void =>
    expect(bodyOf(call(at, "POST", "/v5/order/create", order(more))).retMsg).toBe("OK");
  const key = at.wire.keys.get(CREDENTIALS.key);
  if (key !== undefined) key.restrictions = { ...key.restrictions, enableInternalTransfer: true };
  place({ side: "Buy", qty: "0.1" });
  place({});
  place({ category: "spot", side: "Buy", qty: "500" });
  place({ side: "Buy", orderType: "Limit", price: "2000", orderLinkId: "gone" });
  const move = { transferId: MOVED, coin: "USDT", amount: "5", fromAccountType: "UNIFIED", toAccountType: "FUND" };
  expect(codeOf(call(at, "POST", "/v5/asset/transfer/inter-transfer", JSON.stringify(move)))).toBe(0);
  call(at, "POST", "/v5/order/cancel", '{"category":"linear","symbol":"ETHUSDT","orderLinkId":"gone"}');
  advance(at.state, at.state.nowMs + 9 * HOUR_MS);
  place({ side: "Buy", orderType: "Limit", price: "2000", orderLinkId: "rests" });
  return at;
}

describe("bodies are shaped as documented", () => {
  test.each(REST.map((each) => [each.method, each.path, each.sent, each] as const))(
    "%s %s %s",
    (method, path, sent, each) => {
      const at = busyDesk();
      const { retCode, ...rest } = JSON.parse(call(at, method, path, sent).body) as Record<string, unknown>;
      expect(retCode).toBe(0);
      const documented = each.body as Record<string, unknown>;
      const whole = { ...documented, retExtInfo: documented.retExtInfo ?? {}, time: documented.time ?? 0 };
      expect(shapeProblems(whole, { retCode, ...rest }, MAY_BE_EMPTY.has(path) ? ALLOWED : NEVER_EMPTY)).toEqual([]);
    },
  );
});

describe("frames are shaped as documented", () => {
  const heard = new Map<string, string>();
  const keep = (from: Socket, name: string, fits: (frame: Record<string, unknown>) => boolean): void => {
    const found = from.frames.find((each) => fits(JSON.parse(each) as Record<string, unknown>));
    if (found !== undefined) heard.set(name, found);
  };
  const topic =
    (name: string) =>
    (frame: Record<string, unknown>): boolean =>
      frame.topic === name;

  beforeAll(() => {
    const at = desk(undefined, { volatilityScale: 3 });
    const linear = socket(at, "/v5/public/linear");
    const spot = socket(at, "/v5/public/spot");
    const own = socket(at, "/v5/private");
    const trade = socket(at, "/v5/trade");
    linear.say({ op: "ping" });
    keep(linear, "pong linear", ({ ret_msg }) => ret_msg === "pong");
    spot.say({ op: "ping" });
    keep(spot, "pong spot", ({ ret_msg }) => ret_msg === "pong");
    const streams = ["tickers", "orderbook.50", "publicTrade", "kline.5", "allLiquidation"];
    linear.say({ op: "subscribe", args: streams.map((each) => `${each}.ETHUSDT`) });
    keep(linear, "subscribed linear", ({ op }) => op === "subscribe");
    spot.say({ op: "subscribe", req_id: "10001", args: ["tickers.ETHUSDT"] });
    keep(spot, "subscribed spot", ({ op }) => op === "subscribe");
    own.say({ op: "auth", args: authArgs() });
    keep(own, "auth private", ({ op }) => op === "auth");
    own.say({ req_id: "test", op: "ping" });
    keep(own, "pong private", ({ op }) => op === "pong");
    own.say({ op: "subscribe", args: ["order", "execution", "execution.fast", "position", "wallet"] });
    keep(own, "subscribed private", ({ op }) => op === "subscribe");
    trade.say({ op: "auth", args: authArgs() });
    keep(trade, "auth trade", ({ op }) => op === "auth");
    trade.say({ op: "ping" });
    keep(trade, "pong trade", ({ op }) => op === "pong");
    const args = [JSON.parse(order({}))];
    trade.say({ reqId: "test-005", header: { "X-BAPI-TIMESTAMP": String(WALL_MS) }, op: "order.create", args });
    keep(trade, "order.create", ({ op }) => op === "order.create");
    const request = [{ symbol: "ETHUSDT", side: "Buy", orderType: "Market", qty: "0.1" }];
    const batch = [{ category: "linear", request }];
    trade.say({ header: { "X-BAPI-TIMESTAMP": WALL_MS }, op: "order.create-batch", args: batch });
    keep(trade, "order.create-batch", ({ op }) => op === "order.create-batch");
    for (let second = 0; second < 20; second++) {
      at.wire.tell(advance(at.state, at.state.nowMs + 1_000), WALL_MS)();
      at.wire.publishSeconds(WALL_MS + second * 1_000);
    }
    // A long that is too large for what comes.
    call(at, "POST", "/v5/order/create", order({ side: "Buy", qty: "250" }));
    const { state } = at;
    const crash = { kind: "shock", venueTimeMs: state.nowMs, symbol: "ETHUSDT", logReturn: -0.6 } as const;
    at.wire.tell(apply(state, crash).events, WALL_MS)();
    at.wire.tell(advance(state, state.nowMs + 180_000), WALL_MS)();
    for (const name of ["tickers", "orderbook.50", "publicTrade", "kline.5", "allLiquidation"]) {
      const short = { tickers: "tickers linear", "orderbook.50": "orderbook", "kline.5": "kline" }[name] ?? name;
      keep(linear, short, topic(`${name}.ETHUSDT`));
    }
    keep(spot, "tickers spot", topic("tickers.ETHUSDT"));
    for (const name of ["order", "execution", "execution.fast", "position", "wallet"]) keep(own, name, topic(name));
  });

  test.each(FRAMES.map((each) => [each.name, each] as const))("%s", (name, each) => {
    const frame = heard.get(name);
    if (frame === undefined) throw new Error(`no frame ${name}`);
    expect(shapeProblems(each.frame, JSON.parse(frame), NEVER_EMPTY)).toEqual([]);
  });
});
