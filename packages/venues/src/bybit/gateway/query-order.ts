import type { ColdEvent, Fill, OrderReport, VenueFailure } from "@evenkeel/core/events";
import type { ClientOrderId, InstrumentIndex } from "@evenkeel/core/ids";
import { ok, type Result, SECOND_MS } from "@evenkeel/core/units";
import type { Market } from "../../common/market/market.ts";
import { failure } from "../../common/transport/failure.ts";
import { type Client, read, stamp } from "../client/client.ts";
import { categoryOf } from "../market.ts";
import { type Execution, parseExecutions } from "../parse/executions.ts";
import { parseOrder } from "../parse/orders.ts";
import { parseTransactions } from "../parse/transactions.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

const FILLS_A_PAGE = 100;
const PAGES_MAX = 10;
const TRANSACTIONS_A_PAGE = 50;

/**
 * One order by our id. The list of open ones keeps the last few hundred closed ones too, until the venue restarts; what
 * is in neither list is not known there.
 */
export async function findOrder(
  client: Client,
  market: Market,
  clientOrderId: ClientOrderId,
): Promise<Result<OrderReport | null, VenueFailure>> {
  const parameters = { category: categoryOf(market), symbol: market.symbol, orderLinkId: clientOrderId };
  const parse = (answer: unknown) => parseOrder(answer, market, clientOrderId);
  const now = await read(client, ENDPOINTS.orderNow, parameters, "query", parse, 0);
  if (!now.ok || now.value !== null) return now;
  return read(client, ENDPOINTS.orderHistory, parameters, "query", parse, 0);
}

/** The log of the moments in which these trades closed something, for what they realised. */
async function readRealised(client: Client, owing: readonly Execution[]): Promise<Result<void, VenueFailure>> {
  const times = owing.map(({ fill }) => fill.venueTimeMs);
  const span = { startTime: Math.min(...times) - SECOND_MS, endTime: Math.max(...times) + SECOND_MS };
  let cursor = "";
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const parameters = {
      accountType: "UNIFIED",
      category: "linear",
      type: "TRADE",
      ...span,
      limit: TRANSACTIONS_A_PAGE,
    };
    const rows = await read(
      client,
      ENDPOINTS.transactions,
      cursor === "" ? parameters : { ...parameters, cursor },
      "query",
      (answer) => parseTransactions(answer, client.markets),
      0,
    );
    if (!rows.ok) return rows;
    for (const row of rows.value.rows)
      if (row.kind === "trade" && row.realised !== null) client.realised.set(row.executionId, row.realised);
    cursor = rows.value.cursor;
    if (cursor === "") break;
  }
  return ok(undefined);
}

async function readExecutions(
  client: Client,
  market: Market,
  orderId: string,
): Promise<Result<Execution[], VenueFailure>> {
  const category = categoryOf(market);
  const found: Execution[] = [];
  let cursor = "";
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const parameters = { category, symbol: market.symbol, orderId, limit: FILLS_A_PAGE };
    const rows = await read(
      client,
      ENDPOINTS.executions,
      cursor === "" ? parameters : { ...parameters, cursor },
      "query",
      (answer) => parseExecutions(answer, client.markets, category),
      0,
    );
    if (!rows.ok) return rows;
    for (const row of rows.value.rows) {
      if (row.kind === "unknown") client.onUnknownExecution(market.instrument.index, row.reason);
      if (row.kind === "fill" && row.execution.fill.venueOrderId === orderId) found.push(row.execution);
    }
    cursor = rows.value.cursor;
    if (cursor === "") break;
  }
  return ok(found.sort((a, b) => (a.fill.tradeId < b.fill.tradeId ? -1 : 1)));
}

/** Fills of one order, oldest first. A closing one whose profit is not told yet stays out: it is owed, not nothing. */
async function readFills(
  client: Client,
  market: Market,
  { venueOrderId, clientOrderId }: OrderReport,
): Promise<Result<Fill[], VenueFailure>> {
  const executions = await readExecutions(client, market, venueOrderId);
  if (!executions.ok) return executions;
  const owing = executions.value.filter(
    ({ closes, executionId }) => closes && client.realised.get(executionId) === undefined,
  );
  const told = owing.length === 0 ? ok(undefined) : await readRealised(client, owing);
  if (!told.ok) return told;
  return ok(
    executions.value.flatMap(({ fill, executionId, closes }) => {
      const realisedProfit = closes ? client.realised.get(executionId) : fill.realisedProfit;
      return realisedProfit === undefined ? [] : [{ ...fill, clientOrderId, realisedProfit }];
    }),
  );
}

/** The venue's word about one order by our id, with its trades. An answer waits for no later window. */
export async function queryOrder(
  client: Client,
  clientOrderId: ClientOrderId,
  instrument: InstrumentIndex,
): Promise<ColdEvent> {
  const failed = (found: VenueFailure): ColdEvent => ({
    kind: "order-query-failed",
    clientOrderId,
    failure: found,
    ...stamp(client),
  });
  const market = client.markets.byIndex.get(instrument);
  if (market === undefined) return failed(failure("refusal", "no-instrument", "not in the catalogue"));
  const report = await findOrder(client, market, clientOrderId);
  if (!report.ok) return failed(report.error);
  if (report.value === null) return { kind: "order-not-found", clientOrderId, ...stamp(client) };
  const fills = report.value.executedQuantity === 0 ? ok([]) : await readFills(client, market, report.value);
  if (!fills.ok) return failed(fills.error);
  return { kind: "order-found", clientOrderId, report: report.value, fills: fills.value, ...stamp(client) };
}
