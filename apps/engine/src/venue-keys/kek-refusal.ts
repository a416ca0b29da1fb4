import { type KekSettings, openKekStore } from "@evenkeel/config/seal";
import { openDatabase } from "@evenkeel/store/history";
import { createVenueKeys } from "@evenkeel/store/venue-keys";

/** Why the keys this database holds cannot be opened here, if they cannot; asked before anybody relies on it. */
export async function kekRefusal(databaseUrl: string, kek: KekSettings): Promise<string | null> {
  const { client, close } = openDatabase(databaseUrl, 1);
  try {
    const rows = await createVenueKeys(client).list();
    const sealed = rows.flatMap((row) => row.sealed ?? []);
    if (sealed.length === 0) return null;
    const opened = await openKekStore(kek, sealed);
    return opened.ok ? null : opened.error;
  } finally {
    await close();
  }
}
