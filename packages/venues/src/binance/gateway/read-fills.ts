import type { AccountCheckpoint, Balance, Fill, VenueFailure, VenuePosition } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { err, ok, type Result } from "@evenkeel/core/units";
import { fields, text } from "../../common/decode/json.ts";
import type { Market } from "../../common/market/market.ts";
import { failure } from "../../common/transport/failure.ts";
import { ask, type Client, type OrderName } from "../client/client.ts";
import { orderName, parseTrades } from "../parse/orders.ts";
import { CODE_ORDER_ABSENT } from "../quirks/codes.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

const PAGE_ROWS = 1_000;
/** A market with more trades than this since the checkpoint gives the rest to the next read. */
const PAGES_MAX = 20;

/** Markets whose trades could be missing from the books: ever traded, held, or sent to in this run. */
export function marketsOfInterest(
  client: Client,
  since: AccountCheckpoint,
  balances: readonly Balance[],
  positions: readonly VenuePosition[],
): Market[] {
  const wanted = new Set<InstrumentIndex>(client.traded);
  for (const [instrument] of since.lastTradeIds) wanted.add(instrument);
  for (const { instrument } of positions) wanted.add(instrument);
  for (const { wallet, asset } of balances) {
    const market = wallet === "spot" ? client.markets.spotByBase.get(asset) : undefined;
    if (market !== undefined) wanted.add(market.instrument.index);
  }
  return [...wanted].flatMap((instrument) => client.markets.byIndex.get(instrument) ?? []);
}

/** Trade ids already known to be older than the books, so that an old account is not read again and again. */
export type OldTrades = Map<InstrumentIndex, string>;

/** All trades of one market since the checkpoint, oldest first, by trade id: times can tie, ids cannot. */
export async function readFills(
  client: Client,
  market: Market,
  since: AccountCheckpoint,
  oldTrades: OldTrades,
): Promise<Result<Fill[], VenueFailure>> {
  const { index, kind } = market.instrument;
  const endpoint = kind === "spot" ? ENDPOINTS.spotTrades : ENDPOINTS.futuresTrades;
  const last = new Map(since.lastTradeIds).get(index) ?? "";
  let fromId = last === "" ? (oldTrades.get(index) ?? "0") : last;
  const fills: Fill[] = [];
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const parameters = { symbol: market.symbol, fromId, limit: PAGE_ROWS };
    const rows = await ask(client, endpoint, parameters, (answer) => parseTrades(answer, market));
    if (!rows.ok) return rows;
    for (const fill of rows.value) {
      if (fill.venueTimeMs < since.openedAt) oldTrades.set(index, fill.tradeId);
      else if (fill.tradeId !== last) fills.push(fill);
    }
    const newest = rows.value.at(-1);
    if (newest === undefined || rows.value.length < PAGE_ROWS) break;
    fromId = (BigInt(newest.tradeId) + 1n).toString();
  }
  return nameFills(client, market, fills);
}

/** Trade rows do not carry the client's id, and without it a fill of ours would look like a stranger's. */
async function nameFills(client: Client, market: Market, fills: Fill[]): Promise<Result<Fill[], VenueFailure>> {
  const named: Fill[] = [];
  const namelessNow = new Set<string>();
  for (const fill of fills) {
    const name = namelessNow.has(fill.venueOrderId) ? ok(NAMELESS) : await nameOf(client, market, fill.venueOrderId);
    if (!name.ok) return name;
    if (name.value === NAMELESS) namelessNow.add(fill.venueOrderId);
    named.push({ ...fill, ...name.value });
  }
  return ok(named);
}

/** The venue forgets orders, and with them who made them; a new one it may only not show yet: the next read asks again. */
const NAMELESS: OrderName = { clientOrderId: null, origin: "order" };

async function nameOf(client: Client, market: Market, orderId: string): Promise<Result<OrderName, VenueFailure>> {
  const { index, kind } = market.instrument;
  const known = client.orderNames.get(index, orderId);
  if (known !== undefined) return ok(known);
  const endpoint = kind === "spot" ? ENDPOINTS.spotOrderQuery : ENDPOINTS.futuresOrderQuery;
  const asked = await ask(client, endpoint, { symbol: market.symbol, orderId }, (answer) =>
    orderName(text(fields(answer, "order"), "clientOrderId")),
  );
  if (!asked.ok && asked.error.code !== CODE_ORDER_ABSENT) return err(asked.error);
  if (!asked.ok && asked.error.kind !== "refusal") return err(failure("connectivity", "order-name", "no answer"));
  if (!asked.ok) return ok(NAMELESS);
  client.orderNames.set(index, orderId, asked.value);
  return asked;
}
