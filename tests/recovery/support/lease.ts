import { openLeaseDesk } from "@evenkeel/store/journal";
import postgres from "postgres";

/** What a restarted database or a broken network does to every connection an engine has. */
export async function breakConnections(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid()`;
  await sql.end();
}

/** Takes the lease from under an engine that lives, as no engine of ours would. */
export async function stealLease(url: string): Promise<void> {
  const desk = openLeaseDesk(url);
  const thief = { holder: "thief", process: "", machine: "elsewhere", leaseMs: 15_000 };
  for (;;) {
    const lease = await desk.take(await desk.look(), thief);
    if (lease !== null) break;
  }
  await desk.close();
}
