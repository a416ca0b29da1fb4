import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { err, ok, type Result } from "@evenkeel/core/units";
import { parseBlob } from "./blob.ts";
import { commandKek } from "./command.ts";
import { makePrivate, readKekFile, readPrivate } from "./file.ts";
import { KEK_BYTES, type Kek, type KekError } from "./kek.ts";
import { createKeyring, type Keyring } from "./keyring.ts";
import { passphraseKek, SALT_BYTES } from "./passphrase.ts";
import type { Secret } from "./secret.ts";

/** Where this installation's key-encryption key may come from. */
export type KekSettings = {
  readonly folder: string;
  readonly passphrase: Secret | null;
  /** A program with its arguments, and what it may see of this process's environment. */
  readonly command: { readonly text: string; readonly environment: Readonly<Record<string, string>> } | null;
};

export type KekTarget =
  | { readonly kind: "file" }
  | { readonly kind: "command" }
  | { readonly kind: "passphrase"; readonly passphrase: Secret };

export type RotationError = { readonly code: KekError["code"] | "no-command" | "same-key"; readonly message: string };

export type KekStore = {
  readonly keyring: () => Keyring;
  /** What new secrets are sealed with. */
  readonly primary: () => Kek;
  /**
   * Makes the key `to` names, has everything sealed anew with it by `rewrap` (all or nothing), and only then forgets
   * the old one. A process that dies in between leaves both, and the next start knows which is used.
   */
  readonly rotate: (to: KekTarget, rewrap: (kek: Kek) => Promise<number>) => Promise<Result<number, RotationError>>;
};

const NAMES = { file: "venue-kek", next: "venue-kek.next", salt: "venue-kek-salt" } as const;

export async function openKekStore(
  settings: KekSettings,
  sealed: readonly string[],
): Promise<Result<KekStore, string>> {
  const used = new Set(sealed.flatMap(fingerprintOf));
  const settled = await settleRotation(settings.folder, used);
  if (!settled.ok) return err(settled.error.message);
  const loaded = await loadAll(settings);
  if (!loaded.ok) return err(loaded.error.message);
  let keks = loaded.value;
  if (keks.length === 0) {
    const missing = whatIsMissing(sealed);
    if (missing !== null) return err(missing);
    const made = await makeFile(join(settings.folder, NAMES.file));
    if (!made.ok) return err(made.error.message);
    keks = [made.value];
  }
  const [first] = keks.toSorted((a, b) => Number(used.has(b.fingerprint)) - Number(used.has(a.fingerprint)));
  if (first === undefined) return err("There is no key-encryption key.");
  return ok(createStore(settings, keks, first));
}

const fingerprintOf = (text: string): string[] => {
  const parsed = parseBlob(text);
  return parsed.ok ? [parsed.value.kekFingerprint] : [];
};

/** Nothing opens what is there; the blob says what would. */
function whatIsMissing(sealed: readonly string[]): string | null {
  const [blob] = sealed.flatMap((text) => {
    const parsed = parseBlob(text);
    return parsed.ok ? [parsed.value] : [];
  });
  switch (blob?.kekKind) {
    case undefined:
      return null;
    case "passphrase":
      return "The venue keys are sealed with a passphrase: give it as EVENKEEL_KEK_PASSPHRASE, or start at a terminal and type it.";
    case "command":
      return "The venue keys are sealed with a key from a command: name it as EVENKEEL_KEK_COMMAND.";
    case "file":
      return `The venue keys are sealed with a key file that is gone (${NAMES.file} in the secrets folder): put it back, or add the keys anew.`;
  }
}

/** The strongest source first: it is what new secrets are sealed with as long as nothing is sealed. */
async function loadAll({ folder, passphrase, command }: KekSettings): Promise<Result<Kek[], KekError>> {
  const keks: Kek[] = [];
  if (command !== null) {
    const kek = await commandKek(command.text, command.environment);
    if (!kek.ok) return kek;
    keks.push(kek.value);
  }
  if (passphrase !== null) {
    const kek = await fromPassphrase(folder, passphrase);
    if (!kek.ok) return kek;
    keks.push(kek.value);
  }
  const kek = await readKekFile(join(folder, NAMES.file));
  if (!kek.ok) return kek;
  if (kek.value !== null) keks.push(kek.value);
  return ok(keks);
}

async function fromPassphrase(folder: string, passphrase: Secret): Promise<Result<Kek, KekError>> {
  const path = join(folder, NAMES.salt);
  let salt = await readPrivate(path);
  if (salt.ok && salt.value === null) {
    await makePrivate(path, SALT_BYTES);
    salt = await readPrivate(path);
  }
  if (!salt.ok) return salt;
  const bytes = Buffer.from((salt.value ?? Buffer.alloc(0)).toString("latin1").trim(), "base64url");
  if (bytes.length !== SALT_BYTES) return err({ code: "wrong-shape", message: `${path} is damaged.` });
  return passphraseKek(passphrase, bytes);
}

async function makeFile(path: string): Promise<Result<Kek, KekError>> {
  await makePrivate(path, KEK_BYTES);
  const made = await readKekFile(path);
  if (!made.ok) return made;
  if (made.value === null) return err({ code: "unreadable", message: `${path} vanished.` });
  return ok(made.value);
}

/** A rotation to a new file that died: before its commit the new file is nothing, after it the old one is. */
async function settleRotation(folder: string, used: ReadonlySet<string>): Promise<Result<void, KekError>> {
  const path = join(folder, NAMES.next);
  const next = await readKekFile(path);
  if (!next.ok) return next;
  if (next.value === null) return ok(undefined);
  if (used.has(next.value.fingerprint)) await rename(path, join(folder, NAMES.file));
  else await rm(path);
  return ok(undefined);
}

function createStore(settings: KekSettings, keks: readonly Kek[], first: Kek): KekStore {
  const { folder } = settings;
  let keyring = createKeyring(keks);
  let primary = first;

  const make = async (to: KekTarget): Promise<Result<Kek, RotationError>> => {
    switch (to.kind) {
      case "passphrase":
        return fromPassphrase(folder, to.passphrase);
      case "command":
        if (settings.command === null)
          return err({ code: "no-command", message: "Start Evenkeel with EVENKEEL_KEK_COMMAND first, then rotate." });
        return commandKek(settings.command.text, settings.command.environment);
      case "file":
        // One that is there already may be in use: a commit whose answer was lost.
        return makeFile(join(folder, NAMES.next));
    }
  };

  return {
    keyring: () => keyring,
    primary: () => primary,
    async rotate(to, rewrap) {
      const made = await make(to);
      if (!made.ok) return made;
      const kek = made.value;
      if (kek.fingerprint === primary.fingerprint)
        return err({ code: "same-key", message: "This is the key they are sealed with already." });
      // Until the transaction has ended either key may be the one that opens.
      keyring = createKeyring([kek, ...keyring.keks]);
      const count = await rewrap(kek);
      primary = kek;
      if (to.kind === "file") await rename(join(folder, NAMES.next), join(folder, NAMES.file));
      else await rm(join(folder, NAMES.file), { force: true });
      keyring = createKeyring([kek]);
      return ok(count);
    },
  };
}
