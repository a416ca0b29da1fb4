import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { sheetFromBooks } from "@evenkeel/api/sheet";
import type { SheetView } from "@evenkeel/api/views";
import { findEmbedded, startEmbedded } from "@evenkeel/store/embedded";
import { readBooks } from "@evenkeel/store/history";
import { ownDatabaseUrl } from "../env.ts";
import { explain } from "../find-database.ts";
import { Problem } from "../problem.ts";
import { foldersOf } from "../up/installation.ts";

/** The sheet of what was committed last: for when neither the engine nor a venue answers. */
export async function sheetFromDatabase(data: string, madeAtMs: number): Promise<SheetView> {
  const database = await lendDatabase(data);
  try {
    return sheetFromBooks(await readBooks(database.url), madeAtMs);
  } catch (error) {
    throw explain(error);
  } finally {
    await database.giveBack();
  }
}

type Lent = { readonly url: string; readonly giveBack: () => Promise<void> };
const nothing = async (): Promise<void> => {};

/** The database of an installation, brought up for the moment where it does not run; one is never made. */
async function lendDatabase(data: string): Promise<Lent> {
  const own = ownDatabaseUrl();
  if (own !== null) return { url: own, giveBack: nothing };
  const folder = foldersOf(data).database;
  const found = await findEmbedded(folder);
  if (!found.ok) throw new Problem(found.error.message);
  if (found.value !== null) return { url: found.value, giveBack: nothing };
  if (!existsSync(join(folder, "data", "PG_VERSION")))
    throw new Problem(`There is no installation in ${data}: name another --data, or set DATABASE_URL.`);
  const started = await startEmbedded({ dataDirectory: folder, port: await freePort() });
  if (!started.ok) throw new Problem(started.error.message);
  return { url: started.value.url, giveBack: started.value.stop };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
