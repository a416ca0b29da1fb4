import { sql } from "drizzle-orm";
import type { Database } from "../database/reader.ts";

export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/** "users" in ASCII. Who may be the last admin or the first user is decided by one transaction at a time. */
const USERS_LOCK = "504402895475";

export const underUsersLock = <T>(database: Database, work: (transaction: Transaction) => Promise<T>): Promise<T> =>
  database.transaction(async (transaction) => {
    await transaction.execute(sql`select pg_advisory_xact_lock(${USERS_LOCK}::bigint)`);
    return work(transaction);
  });
