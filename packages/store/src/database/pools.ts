import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import * as schema from "../schema/index.ts";

/** The engine's own connections: plain SQL, a few statements at a time, never shared with a view. */
export type Writer = postgres.Sql;
/** For views and accounts. drizzle changes the parsers of the client it is given, so it has one to itself. */
export type Database = PostgresJsDatabase<typeof schema>;

export type Connected<T> = { readonly client: T; readonly close: () => Promise<void> };

const WRITER_CONNECTIONS = 2;
const READER_CONNECTIONS = 4;
const CONNECT_SECONDS_MAX = 5;
const CLOSE_SECONDS_MAX = 5;

function connect(url: string, max: number): postgres.Sql {
  return postgres(url, { max, connect_timeout: CONNECT_SECONDS_MAX, onnotice: () => {} });
}

export function openWriter(url: string): Connected<Writer> {
  const sql = connect(url, WRITER_CONNECTIONS);
  return { client: sql, close: () => sql.end({ timeout: CLOSE_SECONDS_MAX }) };
}

export function openDatabase(url: string, connections = READER_CONNECTIONS): Connected<Database> {
  const sql = connect(url, connections);
  return { client: drizzle(sql, { schema }), close: () => sql.end({ timeout: CLOSE_SECONDS_MAX }) };
}

/** For the few statements of a start. */
export async function withWriter<T>(url: string, use: (sql: Writer) => Promise<T>): Promise<T> {
  const sql = connect(url, 1);
  try {
    return await use(sql);
  } finally {
    await sql.end({ timeout: CLOSE_SECONDS_MAX });
  }
}
