import { and, asc, count, desc, eq, getTableColumns, gt, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { Database } from "../database/reader.ts";
import { accountChanges, audit } from "../schema/index.ts";
import type { Author } from "./rows.ts";
import type { Transaction } from "./transaction.ts";

export type AccountAction =
  | "set-up"
  | "user-created"
  | "user-active"
  | "user-disabled"
  | "role-changed"
  | "password-changed"
  | "authenticator-added"
  | "authenticator-removed"
  | "recovery-codes-renewed"
  | "recovery-code-used"
  | "signed-in"
  | "signed-out"
  | "sessions-ended"
  | "stepped-up"
  | "slowed-down"
  | "api-key-created"
  | "api-key-revoked";

type Detail = Readonly<Record<string, string | number | boolean | null>>;
export type NewChange = {
  readonly action: AccountAction;
  readonly subject: string;
  readonly by: Author;
  readonly nowMs: number;
  readonly detail?: Detail;
};

/** "changes" in ASCII. Held from the id to the commit, so that whoever reads on from an id misses none. */
const CHANGES_LOCK = "27980790367741299";

/** The last thing a transaction does: nothing else is waited for while its lock is held. */
export async function noteChange(transaction: Transaction, change: NewChange): Promise<void> {
  await transaction.execute(sql`select pg_advisory_xact_lock(${CHANGES_LOCK}::bigint)`);
  await transaction.insert(accountChanges).values({
    action: change.action,
    subject: change.subject,
    authorKind: change.by.kind,
    authorId: change.by.id,
    authorRole: change.by.role,
    detail: change.detail ?? {},
    at: new Date(change.nowMs),
  });
}

/** Strangers cause these: past so many an hour they leave no trace here that could fill the disk. */
export const SLOWED_PER_HOUR_MAX = 60;
const HOUR_MS = 3_600_000;

export async function noteSlowed(transaction: Transaction, change: NewChange): Promise<void> {
  const [recent] = await transaction
    .select({ rows: count() })
    .from(accountChanges)
    .where(and(eq(accountChanges.action, "slowed-down"), gt(accountChanges.at, new Date(change.nowMs - HOUR_MS))));
  if ((recent?.rows ?? 0) < SLOWED_PER_HOUR_MAX) await noteChange(transaction, change);
}

export type AccountChange = {
  readonly id: number;
  readonly action: string;
  readonly subject: string;
  readonly author: Author;
  readonly detail: Detail;
  readonly atMs: number;
};

/** What the audit trail calls these rows, and where in its detail their id is. */
export const ACCOUNT_SUBJECT = "account";

/** What a reader takes of one row: no row of a web process gone wrong may fill the reader's memory. */
const DETAIL_BYTES_MAX = 4_096;
const TEXT_LENGTH_MAX = 200;

const shortly = (column: AnyPgColumn) => sql<string>`left(${column}, ${TEXT_LENGTH_MAX})`;
const bounded = sql<Detail>`case when octet_length(${accountChanges.detail}::text) <= ${DETAIL_BYTES_MAX}
  then ${accountChanges.detail} else '{"tooLong": true}'::jsonb end`;

/** In the order they were committed. */
export async function listChangesAfter(database: Database, id: number, limit: number): Promise<AccountChange[]> {
  const rows = await database
    .select({
      ...getTableColumns(accountChanges),
      action: shortly(accountChanges.action),
      subject: shortly(accountChanges.subject),
      authorId: shortly(accountChanges.authorId),
      detail: bounded.mapWith(accountChanges.detail),
    })
    .from(accountChanges)
    .where(gt(accountChanges.id, id))
    .orderBy(asc(accountChanges.id))
    .limit(limit);
  return rows.map((row) => ({
    id: row.id,
    action: row.action,
    subject: row.subject,
    author: { kind: row.authorKind, id: row.authorId, role: row.authorRole },
    detail: row.detail,
    atMs: row.at.getTime(),
  }));
}

/** The last change the audit trail holds, read from the trail itself; 0 before the first. They are chained in order. */
export async function lastChained(database: Database): Promise<number> {
  const [row] = await database
    .select({ id: sql<string>`${audit.body}::jsonb -> 'detail' ->> 'change'` })
    .from(audit)
    .where(eq(audit.subject, ACCOUNT_SUBJECT))
    .orderBy(desc(audit.position))
    .limit(1);
  return Number(row?.id ?? 0);
}
