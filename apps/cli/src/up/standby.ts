import { existsSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "../problem.ts";
import type { Folders } from "./installation.ts";
import { isAnswering } from "./ready.ts";

/** A standby has nothing of its own: the database, the secrets and the venue are those of the engine it waits for. */
export async function assertShared(
  database: string | null,
  folders: Pick<Folders, "secrets">,
  exchangePort: number,
): Promise<void> {
  if (database === null)
    throw new Problem("--standby needs DATABASE_URL: the database of the engine it stands by for.");
  if (!existsSync(join(folders.secrets, "web-role")))
    throw new Problem(
      `--standby needs the secrets of the installation it stands by for: copy its folder "secrets" to ${folders.secrets} first.`,
    );
  if (!(await isAnswering(exchangePort)))
    throw new Problem(
      `--standby starts no exchange of its own, and none answers on port ${exchangePort} of this machine (--exchange-port).`,
    );
}
