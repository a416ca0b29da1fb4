import { err, invariant, ok, type Result } from "@evenkeel/core/units";
import { openSession } from "../database/connect.ts";

export type Lease = {
  /** One higher than that of any engine before. */
  readonly epoch: number;
  /** True while the connection that holds the lock lives. */
  readonly held: () => boolean;
  /**
   * After its connection broke. `away`: its lock is somebody's, but nobody has an epoch above ours yet; ask again.
   * Rejects while the database does not answer.
   */
  readonly renew: () => Promise<"held" | "away" | "lost">;
  readonly release: () => Promise<void>;
};

/** "engine" in ASCII: at most one engine works on a database. */
const ENGINE_LOCK = "111477628595813";

/** Call after `openInstallation`. The lock lives and dies with its own connection. */
export async function takeLease(url: string): Promise<Result<Lease, { readonly code: "held-by-another" }>> {
  let held = true;
  const sql = openSession(url, () => {
    held = false;
  });
  const release = (): Promise<void> => sql.end({ timeout: 5 });
  const renew = async (epoch: number): Promise<"held" | "away" | "lost"> => {
    const [row] = await sql<{ taken: boolean; epoch: string }[]>`
      select pg_try_advisory_lock(${ENGINE_LOCK}::bigint) as taken, lease_epoch as epoch
      from installation where id = 1`;
    if (Number(row?.epoch) !== epoch) return "lost";
    held = row?.taken === true;
    return held ? "held" : "away";
  };
  try {
    const [lock] = await sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${ENGINE_LOCK}::bigint) as taken`;
    if (lock?.taken !== true) {
      await release();
      return err({ code: "held-by-another" });
    }
    const [row] = await sql<{ epoch: string }[]>`
      update installation set lease_epoch = lease_epoch + 1 where id = 1 returning lease_epoch as epoch`;
    invariant(row !== undefined, "the lease needs an installation");
    const epoch = Number(row.epoch);
    return ok({ epoch, held: () => held, renew: async () => (held ? "held" : renew(epoch)), release });
  } catch (error) {
    await release();
    throw error;
  }
}
