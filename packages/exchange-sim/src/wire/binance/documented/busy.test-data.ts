import { advance } from "../../../exchange/advance.ts";
import { ask, type Desk, desk, json } from "../desk.test-data.ts";
import type { Family } from "../request.ts";

const HOUR_MS = 3_600_000;

export function must(at: Desk, family: Family, method: string, path: string, query: string): Record<string, unknown> {
  const reply = ask(at, family, method, path, query);
  if (reply.status !== 200) throw new Error(`${path} ${query}: ${reply.body}`);
  return json(reply);
}

/** A price so many per cent under the bid, as the market prints it. */
export function priceBelow(at: Desk, family: "spot" | "futures", percent: number): string {
  const path = family === "spot" ? "/api/v3/ticker/bookTicker" : "/fapi/v1/ticker/bookTicker";
  const bid = Number(must(at, family, "GET", path, "symbol=ETHUSDT")["bidPrice"]);
  const { tick, priceScale } = at.state.world.instruments[1]?.[family] ?? { tick: 1, priceScale: 0 };
  const unit = tick / 10 ** priceScale;
  return (Math.round((bid * (1 - percent / 100)) / unit) * unit).toFixed(priceScale);
}

export const limitOrder = (at: Desk, family: "spot" | "futures", id: string): string =>
  `symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&newClientOrderId=${id}&price=${priceBelow(at, family, 2)}`;

/** A desk with something of everything: a position, trades, funding, a transfer, orders that rest, were changed, or wait. */
export function busyDesk(): Desk {
  const at = desk();
  must(at, "futures", "POST", "/fapi/v1/order", "symbol=ETHUSDT&side=SELL&type=MARKET&quantity=1");
  must(at, "spot", "POST", "/api/v3/order", "symbol=ETHUSDT&side=BUY&type=MARKET&quantity=1");
  advance(at.state, at.state.nowMs + 9 * HOUR_MS + 30_000);
  must(at, "spot", "POST", "/sapi/v1/asset/transfer", "type=MAIN_UMFUTURE&asset=USDT&amount=5");
  must(at, "futures", "POST", "/fapi/v1/order", limitOrder(at, "futures", "rests"));
  must(at, "spot", "POST", "/api/v3/order", limitOrder(at, "spot", "rests"));
  const change = `symbol=ETHUSDT&origClientOrderId=rests&side=BUY&quantity=2&price=${priceBelow(at, "futures", 3)}`;
  must(at, "futures", "PUT", "/fapi/v1/order", change);
  must(at, "spot", "PUT", "/api/v3/order/amend/keepPriority", "symbol=ETHUSDT&origClientOrderId=rests&newQty=0.5");
  must(at, "futures", "POST", "/fapi/v1/algoOrder", stopOrder(at, "waits"));
  return at;
}

export const stopOrder = (at: Desk, id: string): string =>
  `algoType=CONDITIONAL&symbol=ETHUSDT&side=SELL&type=STOP&quantity=1&price=${priceBelow(at, "futures", 4)}&triggerPrice=${priceBelow(at, "futures", 3)}&clientAlgoId=${id}`;
