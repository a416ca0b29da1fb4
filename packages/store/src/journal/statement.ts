import { getTableColumns, getTableName, type InferInsertModel } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";

/**
 * An insert of any number of rows by one JSON parameter: the same text every time, so that it is prepared once.
 * `text` is a function of where that parameter stands in the whole.
 */
export type Statement = {
  readonly text: (firstParameter: number) => string;
  readonly parameters: readonly string[];
};

/** PostgreSQL's text holds neither NUL nor half a surrogate pair; a hostile message must not stop a commit. */
export const cleanText = (text: string): string => text.toWellFormed().replaceAll("\0", "\uFFFD");

/** JSON has no word for an unknown or unbounded estimate; PostgreSQL's numbers read it from a text. */
const cleanJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "string") return cleanText(inner);
    return typeof inner === "number" && !Number.isFinite(inner) ? String(inner) : inner;
  });

/**
 * What to do about a row whose key exists: `refuse` fails the transaction, `newest` keeps the later sequence. One
 * statement cannot touch a row twice, so of several states of one thing handed over together the last is what is kept.
 */
type Conflict = { readonly kind: "refuse" } | { readonly kind: "newest"; readonly key: string };

export type Inserter<T extends PgTable> = (rows: readonly InferInsertModel<T>[]) => Statement;

export function inserter<T extends PgTable>(table: T, conflict: Conflict = { kind: "refuse" }): Inserter<T> {
  const name = getTableName(table);
  const columns = Object.entries(getTableColumns(table))
    .filter(([, column]) => column.generated === undefined)
    .map(([key, column]) => [key, column.name] as const);
  const list = columns.map(([, column]) => `"${column}"`).join(", ");
  const update = columns
    .filter(([, column]) => conflict.kind === "newest" && column !== conflict.key)
    .map(([, column]) => `"${column}" = excluded."${column}"`)
    .join(", ");
  const onConflict =
    conflict.kind === "refuse"
      ? ""
      : ` on conflict ("${conflict.key}") do update set ${update} where "${name}"."sequence" <= excluded."sequence"`;
  const property = columns.find(([, column]) => conflict.kind === "newest" && column === conflict.key)?.[0];
  const kept = (rows: readonly InferInsertModel<T>[]): readonly InferInsertModel<T>[] =>
    property === undefined ? rows : [...new Map(rows.map((row) => [Reflect.get(row, property), row])).values()];
  const text = (parameter: number): string =>
    `insert into "${name}" (${list}) select ${list} ` +
    `from jsonb_populate_recordset(null::"${name}", $${parameter}::text::jsonb)${onConflict}`;
  return (rows) => ({
    text,
    parameters: [
      cleanJson(
        kept(rows).map((row) =>
          Object.fromEntries(columns.map(([key, column]) => [column, Reflect.get(row, key) ?? null])),
        ),
      ),
    ],
  });
}

/**
 * Several writes as one SQL statement, which PostgreSQL does whole or not at all. No BEGIN and COMMIT to send: one
 * round trip, and no half-open transaction for a broken connection to leave behind. No part sees another's rows;
 * foreign keys are checked at the end. With an epoch it fails (a division by zero) once the lease is another's: the
 * share lock waits for whoever is taking it just now, so that nothing lands behind the new holder's first look.
 */
export function joinStatements(
  statements: readonly Statement[],
  leaseEpoch: number | null,
): { text: string; parameters: string[] } {
  const parts: string[] = [];
  const parameters: string[] = [];
  for (const { text, parameters: own } of statements) {
    parts.push(`part_${parts.length} as (${text(parameters.length + 1)})`);
    parameters.push(...own);
  }
  const writes = `with ${parts.join(", ")}`;
  if (leaseEpoch === null) return { text: `${writes} select 1`, parameters };
  parameters.push(String(leaseEpoch));
  const lease = `select 1 from installation where id = 1 and lease_epoch = $${parameters.length}::text::bigint for share`;
  return { text: `${writes} select 1 / count(*) from (${lease}) as lease`, parameters };
}
