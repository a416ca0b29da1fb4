import { accessSync, constants, existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { createEngineClient, type EngineClient } from "@evenkeel/api/client";
import { mintOwnerToken } from "@evenkeel/api/token";
import { readOrCreateSecret } from "@evenkeel/store/migrate";
import { Problem } from "./problem.ts";
import { foldersOf } from "./up/installation.ts";
import { type Addresses, findRunning } from "./up/lock.ts";

export type Reached = {
  readonly client: EngineClient;
  readonly running: Addresses;
  readonly close: () => Promise<void>;
};

const notRunning = (data: string): string =>
  `Evenkeel does not run with the data in ${data}: start it with npm start, or name another --data.`;
const foreign = (data: string): string => `${data} belongs to another user of this machine: run this as that user.`;

function mayLookInto(data: string): boolean {
  if (!existsSync(data)) return true;
  try {
    accessSync(data, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** The running engine of an installation, spoken to as its owner: whoever can read its secret files. */
export async function reachEngine(data: string): Promise<Reached> {
  const running = findRunning(data);
  if (running === null) throw new Problem(mayLookInto(data) ? notRunning(data) : foreign(data));
  const secret = await readOrCreateSecret(join(foldersOf(data).secrets, "owner"));
  const { client, close } = createEngineClient({
    url: `http://127.0.0.1:${running.enginePort}`,
    token: () => mintOwnerToken(userInfo().username, secret, Date.now()),
  });
  return { client, running, close: async () => close() };
}
