import { randomBytes } from "node:crypto";
import { lstatSync } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { openKekStore } from "@evenkeel/config/seal";
import { encryptVenues } from "@evenkeel/config/venues";
import { flag, help, readArguments, text } from "../arguments.ts";
import { print } from "../columns.ts";
import { defaultDataFolder } from "../env.ts";
import { Misunderstood, Problem } from "../problem.ts";
import { foldersOf } from "../up/installation.ts";
import { kekSettings } from "../up/kek.ts";

const HELP = `Usage: evenkeel config encrypt <file.yaml> [options]

Seals every plain apiKey and secret of the file's venues list in place, with the key-encryption key of this
installation. Nothing else in the file changes. The engine refuses a file with a secret in plain text, and takes a
sealed one in at its next start.

  --json         one object for machines
  --data <dir>   the installation, where it is not the default one
  --help         this text
`;

export async function encryptConfig(given: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(given, { data: text, json: flag, help }, 1);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [named] = positionals;
  if (named === undefined) throw new Misunderstood("Say which file: evenkeel config encrypt <file.yaml>.");
  const path = resolve(named);
  const folders = foldersOf(values.data === undefined ? defaultDataFolder() : resolve(values.data));
  const written = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Problem(`${path} cannot be read (${error.code ?? "unknown"}).`);
  });
  const store = await openKekStore(await kekSettings(folders), []);
  if (!store.ok) throw new Problem(store.error);
  const encrypted = encryptVenues(written, store.value.primary());
  if (!encrypted.ok) throw new Problem(encrypted.error.message);
  const { sealed, already } = encrypted.value;
  if (sealed > 0) await replaceFile(path, encrypted.value.text);
  if (values.json) print(JSON.stringify({ file: path, sealed, already }));
  else
    print(
      sealed === 0
        ? `Nothing to seal in ${path}: ${already} sealed already.`
        : `Sealed ${sealed} in ${path}; ${already} were sealed already. Copies, backups and an editor's swap file may still hold the plain text.`,
    );
  return 0;
}

/** Whole or not at all, and as private as it was; a link would be replaced by a file, so it is not followed. */
async function replaceFile(path: string, content: string): Promise<void> {
  const present = lstatSync(path);
  if (!present.isFile()) throw new Problem(`${path} is not a plain file.`);
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const handle = await open(draft, "wx", present.mode & 0o777);
  try {
    await handle.writeFile(content);
    await handle.chmod(present.mode & 0o777);
    await handle.sync();
    await handle.close();
    await rename(draft, path);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}
