import { existsSync } from "node:fs";
import { join } from "node:path";
import { type KekSettings, Secret } from "@evenkeel/config/seal";
import { kekVariables } from "../env.ts";
import { ask } from "../keys/secretInput.ts";
import type { Folders } from "./installation.ts";

/** Sealed with a passphrase, as far as the secrets folder can tell: a salt and no key file. */
const needsPassphrase = ({ secrets }: Folders): boolean =>
  existsSync(join(secrets, "venue-kek-salt")) && !existsSync(join(secrets, "venue-kek"));

/** The passphrase of the venue keys from the environment, or from whoever sits at the terminal. */
export async function readPassphrase(folders: Folders): Promise<string | null> {
  const { passphrase, command } = kekVariables();
  if (passphrase !== null || command !== null) return passphrase;
  if (!needsPassphrase(folders) || !process.stdin.isTTY) return null;
  return ask("Passphrase of the venue keys: ");
}

export async function kekSettings(folders: Folders): Promise<KekSettings> {
  const passphrase = await readPassphrase(folders);
  const { command, environment } = kekVariables();
  return {
    folder: folders.secrets,
    passphrase: passphrase === null ? null : new Secret(passphrase),
    command: command === null ? null : { text: command, environment },
  };
}
