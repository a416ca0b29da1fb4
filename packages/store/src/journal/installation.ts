import { type Nonce, parseNonce } from "@evenkeel/core/ids";
import { invariant, type WallTimeMs } from "@evenkeel/core/units";
import { withWriter } from "../database/connect.ts";

export type Installation = { readonly nonce: Nonce; readonly world: string; readonly createdAt: WallTimeMs };

/** Whether a release that knows leases has made this database's tables. */
export const isInstalled = (url: string): Promise<boolean> =>
  withWriter(url, async (sql) => {
    const [row] = await sql<{ made: boolean }[]>`select to_regclass('leases') is not null as made`;
    return row?.made === true;
  });

/** What this database was made as. The first call writes it; later ones read it, whatever they offer. */
export function openInstallation(url: string, offered: Installation): Promise<Installation> {
  return withWriter(url, async (sql) => {
    await sql`
      insert into installation (id, nonce, world, created_wall_at, lease_epoch)
      values (1, ${offered.nonce}, ${offered.world}, ${new Date(offered.createdAt)}, 0)
      on conflict (id) do nothing`;
    await sql`
      insert into leases (
        id, epoch, holder, holder_since, process, machine, beat, lease_ms, shared, released, standby_polls, renewed_at)
      select 1, lease_epoch, '', lease_epoch, '', '', 0, 0, false, true, 0, clock_timestamp() from installation
      on conflict (id) do nothing`;
    const [row] = await sql<{ nonce: string; world: string; at: Date }[]>`
      select nonce, world, created_wall_at as at from installation where id = 1`;
    invariant(row !== undefined, "the installation row vanished");
    const nonce = parseNonce(row.nonce);
    invariant(nonce.ok, "the stored installation nonce is not one");
    return { nonce: nonce.value, world: row.world, createdAt: row.at.getTime() as WallTimeMs };
  });
}
