import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import * as schema from "../schema/index.ts";
import { CLOSE_SECONDS_MAX, type Connected, connect } from "./connect.ts";

/** For views and accounts. drizzle changes the parsers of the client it is given, so it has one to itself. */
export type Database = PostgresJsDatabase<typeof schema>;

const READER_CONNECTIONS = 4;

export function openDatabase(url: string, connections = READER_CONNECTIONS): Connected<Database> {
  const sql = connect(url, connections);
  return { client: drizzle(sql, { schema }), close: () => sql.end({ timeout: CLOSE_SECONDS_MAX }) };
}
