import { type Nonce, parseNonce } from "@evenkeel/core/ids";
import { invariant, type WallTimeMs } from "@evenkeel/core/units";
import { withWriter } from "../database/connect.ts";

export type Installation = { readonly nonce: Nonce; readonly world: string; readonly createdAt: WallTimeMs };

/** What this database was made as. The first call writes it; later ones read it, whatever they offer. */
export function openInstallation(url: string, offered: Installation): Promise<Installation> {
  return withWriter(url, async (sql) => {
    await sql`
      insert into installation (id, nonce, world, created_wall_at, lease_epoch)
      values (1, ${offered.nonce}, ${offered.world}, ${new Date(offered.createdAt)}, 0)
      on conflict (id) do nothing`;
    const [row] = await sql<{ nonce: string; world: string; at: Date }[]>`
      select nonce, world, created_wall_at as at from installation where id = 1`;
    invariant(row !== undefined, "the installation row vanished");
    const nonce = parseNonce(row.nonce);
    invariant(nonce.ok, "the stored installation nonce is not one");
    return { nonce: nonce.value, world: row.world, createdAt: row.at.getTime() as WallTimeMs };
  });
}
