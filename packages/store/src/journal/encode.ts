import { createHash } from "node:crypto";
import type { AuditEntry, DurableBatch, DurableRow } from "@evenkeel/core/events";
import { type AuditHead, canonicalJson, linkHash } from "../audit/chain.ts";
import * as schema from "../schema/index.ts";
import { toDate } from "./decimals.ts";
import type { InstrumentBook } from "./instruments.ts";
import { toConfigRow } from "./rows/config.ts";
import { toHopsRow, toWindowRow, windowId } from "./rows/execution.ts";
import { assertBalanced, toEntryRow, toLineRow } from "./rows/ledger.ts";
import { toAlertRow, toCheckpointRow, toCommandRow, toControlRow } from "./rows/operation.ts";
import { toFirstOrderRow, toIntentRow, toOrderRow } from "./rows/order.ts";
import { toPairRow } from "./rows/pair.ts";
import { toFillRow, toIncomeRow } from "./rows/trade.ts";
import { cleanText, inserter, type Statement } from "./statement.ts";

const insert = {
  batches: inserter(schema.batches),
  intents: inserter(schema.intents),
  orders: inserter(schema.orders, { kind: "newest", key: "client_order_id" }),
  pairs: inserter(schema.pairs, { kind: "newest", key: "plan" }),
  hops: inserter(schema.orderHops, { kind: "newest", key: "client_order_id" }),
  windows: inserter(schema.unhedgedWindows, { kind: "newest", key: "id" }),
  fills: inserter(schema.fills),
  incomes: inserter(schema.incomes),
  entries: inserter(schema.ledgerEntries),
  lines: inserter(schema.ledgerLines),
  commands: inserter(schema.commands, { kind: "newest", key: "id" }),
  configs: inserter(schema.configs),
  controls: inserter(schema.controls),
  checkpoints: inserter(schema.checkpoints, { kind: "newest", key: "venue" }),
  alerts: inserter(schema.alerts),
  audit: inserter(schema.audit),
};

type Table = keyof typeof insert;
type TableRows = { readonly [T in Table]?: readonly Parameters<(typeof insert)[T]>[0][number][] };

/** A batch as the database takes it; `audits` still lack the chain's head. */
export type EncodedBatch = {
  readonly sequence: number;
  readonly digest: string;
  readonly rows: TableRows;
  readonly audits: readonly AuditBody[];
};

type AuditBody = Readonly<Record<string, unknown>>;
type RowOf<T extends DurableRow["table"]> = Extract<DurableRow, { table: T }>;

/** Enough to tell a repeated commit from another one under the same number. */
function identify(row: DurableRow): string {
  switch (row.table) {
    case "intent":
      return row.intent.clientOrderId;
    case "order":
      return `${row.order.intent.clientOrderId} ${row.order.state}`;
    case "pair":
      return `${row.pair.plan} ${row.pair.stage}`;
    case "hops":
      return row.clientOrderId;
    case "unhedged":
      return `${windowId(row.window)} ${row.window.closedAt === null ? "open" : "closed"}`;
    case "fill":
      return `${row.fill.venue} ${row.fill.instrument} ${row.fill.tradeId}`;
    case "income":
      return `${row.income.venue} ${row.income.incomeId}`;
    case "ledger":
      return row.entry.causeId;
    case "command":
      return row.command.id;
    case "config":
      return `${row.record.config.version} ${row.record.commandId}`;
    case "control":
      return row.control.killLevel;
    case "checkpoint":
      return row.checkpoint.venue;
    case "alert":
      return row.alert.code;
    case "audit":
      return `${row.audit.subject} ${row.audit.action}`;
  }
}

function digestOf(rows: readonly DurableRow[]): string {
  const hash = createHash("sha256");
  for (const row of rows) hash.update(`${row.table} ${identify(row)}\n`);
  return hash.digest("hex");
}

const cleanDetail = (detail: AuditEntry["detail"]): AuditEntry["detail"] =>
  Object.fromEntries(
    Object.entries(detail).map(([key, value]) => [
      cleanText(key),
      typeof value === "string" ? cleanText(value) : value,
    ]),
  );

const toAuditBody = ({ subject, action, author, detail }: AuditEntry, batch: DurableBatch): AuditBody => ({
  subject: cleanText(subject),
  action: cleanText(action),
  author: { kind: author.kind, id: cleanText(author.id), role: author.role },
  detail: cleanDetail(detail),
  sequence: batch.sequence,
  venueTimeMs: batch.venueTimeMs,
  wallTimeMs: batch.wallTimeMs,
});

const rowsOf = <T extends DurableRow["table"]>(batch: DurableBatch, table: T): RowOf<T>[] =>
  batch.rows.filter((row): row is RowOf<T> => row.table === table);

function tradingRows(batch: DurableBatch, book: InstrumentBook): TableRows {
  const { sequence } = batch;
  const intents = rowsOf(batch, "intent").map(({ intent }) => intent);
  return {
    intents: intents.map((intent) => toIntentRow(intent, book.market(intent.instrument), sequence)),
    orders: [
      ...intents.map((intent) => toFirstOrderRow(intent, sequence)),
      ...rowsOf(batch, "order").map(({ order }) => toOrderRow(order, book.market(order.intent.instrument), sequence)),
    ],
    pairs: rowsOf(batch, "pair").map(({ pair }) => toPairRow(pair, book.market, sequence)),
    hops: rowsOf(batch, "hops").map(({ clientOrderId, hops }) => toHopsRow(clientOrderId, hops, sequence)),
    windows: rowsOf(batch, "unhedged").map(({ window }) => toWindowRow(window, sequence)),
  };
}

function moneyRows(batch: DurableBatch, book: InstrumentBook): TableRows {
  const { sequence } = batch;
  const entries = rowsOf(batch, "ledger").map(({ entry }) => entry);
  for (const entry of entries) assertBalanced(entry);
  return {
    fills: rowsOf(batch, "fill").map(({ fill, plan }) => toFillRow(fill, plan, book.market(fill.instrument), sequence)),
    incomes: rowsOf(batch, "income").map(({ income, plan }) => toIncomeRow(income, plan, sequence)),
    entries: entries.map((entry, ordinal) => toEntryRow(entry, sequence, ordinal)),
    lines: entries.flatMap(({ causeId, lines }) => lines.map((line, number) => toLineRow(causeId, line, number))),
  };
}

function operationRows(batch: DurableBatch): TableRows {
  const { sequence } = batch;
  return {
    commands: rowsOf(batch, "command").map(({ command, outcome }) => toCommandRow(command, outcome, batch)),
    configs: rowsOf(batch, "config").map(({ record }) => toConfigRow(record, batch)),
    controls: rowsOf(batch, "control")
      .slice(-1)
      .map(({ control }) => toControlRow(control, sequence)),
    checkpoints: rowsOf(batch, "checkpoint").map(({ checkpoint }) => toCheckpointRow(checkpoint, sequence)),
    alerts: rowsOf(batch, "alert").map(({ alert }, ordinal) => toAlertRow(alert, batch, ordinal)),
  };
}

/** Runs at once and completely, so that nothing the caller changes later can reach the database. */
export function encodeBatch(batch: DurableBatch, book: InstrumentBook): EncodedBatch {
  const { sequence } = batch;
  const digest = digestOf(batch.rows);
  const stamp = { sequence, digest, venueAt: toDate(batch.venueTimeMs), wallAt: toDate(batch.wallTimeMs) };
  return {
    sequence,
    digest,
    rows: { batches: [stamp], ...tradingRows(batch, book), ...moneyRows(batch, book), ...operationRows(batch) },
    audits: rowsOf(batch, "audit").map(({ audit }) => toAuditBody(audit, batch)),
  };
}

/** One insert for each table, whatever the number of batches. */
export function insertsOf(batches: readonly EncodedBatch[]): Statement[] {
  return (Object.keys(insert) as Table[]).flatMap((table) => {
    const rows = batches.flatMap<object>((batch) => batch.rows[table] ?? []);
    // A table's rows and its inserter are of one type; the compiler cannot follow that through the key.
    return rows.length === 0 ? [] : [insert[table](rows as never)];
  });
}

/** Chains audit rows to `head`. The head moves in the same transaction, if it is still where we saw it. */
export function chainAudits(
  audits: readonly AuditBody[],
  head: AuditHead,
): { readonly statements: readonly Statement[]; readonly head: AuditHead } {
  if (audits.length === 0) return { statements: [], head };
  let { position, hash } = head;
  const rows = audits.map((audit) => {
    position += 1;
    const body = canonicalJson({ ...audit, position });
    hash = linkHash(hash, body);
    return { position, body, hash };
  });
  const move: Statement = {
    text: (first) =>
      `update audit_head set position = $${first}::text::bigint, hash = $${first + 1} where id = 1 and hash = $${first + 2}`,
    parameters: [String(position), hash, head.hash],
  };
  return { statements: [move, insert.audit(rows)], head: { position, hash } };
}
