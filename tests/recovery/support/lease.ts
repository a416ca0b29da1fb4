import postgres from "postgres";

/** What a restarted database or a broken network does to whoever holds the lease. */
export async function breakLease(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'`;
  await sql.end();
}
