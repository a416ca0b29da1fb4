import type { AlertView, TradeView } from "@evenkeel/api/views";
import type { Command } from "@evenkeel/core/events";
import { type Amount, amount, subtract, ZERO } from "@evenkeel/core/units";
import {
  type AlertRow,
  type Database,
  type FillRow,
  findCommand,
  type IncomeRow,
  listAlerts,
  listClosedPairs,
  listFills,
  listFunding,
  listOpenPairs,
  type PairRow,
} from "@evenkeel/store/history";
import { type ProfitChange, soldProfit } from "../view/profit-series.ts";
import { alertId, parseAlertId } from "./alerts.ts";
import type { Applied } from "./receipts.ts";
import { tradeId } from "./trades.ts";

const PAGE = 500;
const PAGES_MAX = 8;

/** What the database remembers, in the words of the views. */
export type History = {
  readonly alerts: (limit: number, beforeId: string | null) => Promise<AlertView[]>;
  readonly command: (id: string) => Promise<Applied | null>;
  readonly trades: (limit: number) => Promise<TradeView[]>;
  readonly profitChanges: () => Promise<ProfitChange[]>;
};

export function createHistory(database: Database): History {
  return {
    async alerts(limit, beforeId) {
      const before = beforeId === null ? null : parseAlertId(beforeId);
      if (beforeId !== null && before === null) return [];
      return (await listAlerts(database, limit, before ?? undefined)).map(viewAlert);
    },
    async command(id) {
      const row = await findCommand(database, id);
      if (row === null) return null;
      const { authorId, reason, outcome, wallAt } = row;
      return { id, authorId, reason, body: row.body as Command["body"], outcome, atMs: wallAt.getTime() };
    },
    trades: async (limit) => (await listFills(database, limit)).map(viewTrade),
    async profitChanges() {
      const funding = await pages(
        (before) => listFunding(database, PAGE, before),
        ({ venueAt }) => venueAt,
      );
      const closed = await pages(
        (before) => listClosedPairs(database, PAGE, before),
        (row) => row.closedAt ?? new Date(0),
      );
      const open = await listOpenPairs(database, PAGE);
      return [...funding.map(fundingChange), ...[...closed, ...open].flatMap(pairChanges)];
    },
  };
}

const viewTrade = (row: FillRow): TradeView => ({
  id: tradeId(row, row.tradeId),
  venue: row.venue,
  kind: row.kind,
  symbol: row.symbol,
  side: row.side,
  price: row.price,
  quantity: row.quantity,
  quote: row.quote,
  fee: row.fee,
  feeAsset: row.feeAsset,
  maker: row.maker,
  venueTimeMs: row.venueAt.getTime(),
  pairId: row.plan,
  clientOrderId: row.clientOrderId,
});

const viewAlert = (row: AlertRow): AlertView => ({
  id: alertId(row.sequence, row.ordinal),
  level: row.level,
  code: row.code,
  text: row.text,
  atMs: row.wallAt.getTime(),
  venueTimeMs: row.venueAt.getTime() === 0 ? null : row.venueAt.getTime(),
});

async function pages<Row>(read: (before?: Date) => Promise<Row[]>, timeOf: (row: Row) => Date): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const last = rows.at(-1);
    const next = await (last === undefined ? read() : read(timeOf(last)));
    rows.push(...next);
    if (next.length < PAGE) break;
  }
  return rows;
}

const fundingChange = (row: IncomeRow): ProfitChange => ({
  venueTimeMs: row.venueAt.getTime(),
  funding: amount(row.amount),
  fees: ZERO,
  trading: ZERO,
});

/** Of a finished pair only the sum of its fees is kept: a round trip pays about half of them on each way. */
function pairChanges(row: PairRow): ProfitChange[] {
  const fees = amount(row.fees);
  const openedMs = row.openedAt.getTime();
  if (row.closedAt === null) return [{ venueTimeMs: openedMs, funding: ZERO, fees, trading: ZERO }];
  const first = (fees / 2n) as Amount;
  const long = soldProfit(
    amount(row.longBoughtQuantity),
    amount(row.longBoughtQuote),
    amount(row.longSoldQuantity),
    amount(row.longSoldQuote),
  );
  const trading = (long + amount(row.shortSoldQuote) - amount(row.shortBoughtQuote)) as Amount;
  return [
    { venueTimeMs: openedMs, funding: ZERO, fees: first, trading: ZERO },
    { venueTimeMs: row.closedAt.getTime(), funding: ZERO, fees: subtract(fees, first), trading },
  ];
}
