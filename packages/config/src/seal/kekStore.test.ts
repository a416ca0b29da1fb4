import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { KEK_BYTES, type Kek } from "./kek.ts";
import { type KekSettings, type KekStore, openKekStore } from "./kekStore.ts";
import { open, rewrap, type SealedAs, seal } from "./seal.ts";
import { Secret } from "./secret.ts";

const AS: SealedAs = { id: "k", venue: "binance", environment: "live", label: "main" };
const PLAIN = "CANARY-of-the-kek-store";
const PASSPHRASE = new Secret("correct horse battery staple");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-kek-store-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const settings = (change: Partial<KekSettings> = {}): KekSettings => ({
  folder,
  passphrase: null,
  command: null,
  ...change,
});
const opened = async (sealed: readonly string[], change: Partial<KekSettings> = {}): Promise<KekStore> => {
  const store = await openKekStore(settings(change), sealed);
  if (!store.ok) throw new Error(store.error);
  return store.value;
};
const refused = async (sealed: readonly string[], change: Partial<KekSettings> = {}): Promise<string> => {
  const store = await openKekStore(settings(change), sealed);
  return store.ok ? "opened" : store.error;
};
const sealedBy = (store: KekStore): string => {
  const sealed = seal(new Secret(PLAIN), AS, store.primary());
  if (!sealed.ok) throw new Error(sealed.error.message);
  return sealed.value;
};
const opens = (text: string, store: KekStore): boolean => open(text, AS, store.keyring()).ok;
const again = (text: string, store: KekStore, kek: Kek): string => {
  const moved = rewrap(text, AS, store.keyring(), kek);
  if (!moved.ok) throw new Error(moved.error.message);
  return moved.value;
};
const has = (name: string): boolean => existsSync(join(folder, name));

describe("a start", () => {
  test("makes a key file the first time and reads it the second", async () => {
    const first = await opened([]);
    const text = sealedBy(first);
    const second = await opened([text]);
    expect(second.primary().fingerprint).toBe(first.primary().fingerprint);
    expect(opens(text, second)).toBe(true);
  });

  test("never makes another key where something is sealed already", async () => {
    const text = sealedBy(await opened([]));
    rmSync(join(folder, "venue-kek"));
    expect(await refused([text])).toMatch(/key file that is gone/);
    expect(has("venue-kek")).toBe(false);
  });

  test("is refused when others can read the key", async () => {
    await opened([]);
    chmodSync(join(folder, "venue-kek"), 0o644);
    expect(await refused([])).toMatch(/chmod 600/);
  });

  test("with the right passphrase opens, with another or none says which is missing", async () => {
    const store = await opened([], { passphrase: PASSPHRASE });
    const text = sealedBy(store);
    expect(has("venue-kek")).toBe(false);
    expect(opens(text, await opened([text], { passphrase: PASSPHRASE }))).toBe(true);
    expect(opens(text, await opened([text], { passphrase: new Secret("another passphrase") }))).toBe(false);
    expect(await refused([text])).toMatch(/EVENKEEL_KEK_PASSPHRASE/);
  }, 120_000);

  test("with a command that prints a key", async () => {
    const script = join(folder, "vault");
    writeFileSync(script, `#!/bin/sh\nprintf %s ${"ab".repeat(KEK_BYTES)}\n`, { mode: 0o700 });
    const command = { text: script, environment: { PATH: "/usr/bin:/bin" } };
    const text = sealedBy(await opened([], { command }));
    expect(opens(text, await opened([text], { command }))).toBe(true);
    expect(await refused([text])).toMatch(/EVENKEEL_KEK_COMMAND/);
  });
});

describe("a rotation", () => {
  test("from one file to another opens before, after and at the next start", async () => {
    const store = await opened([]);
    let text = sealedBy(store);
    const rotated = await store.rotate({ kind: "file" }, async (kek) => {
      text = again(text, store, kek);
      return 1;
    });
    expect(rotated).toEqual({ ok: true, value: 1 });
    expect(opens(text, store)).toBe(true);
    expect(opens(text, await opened([text]))).toBe(true);
    expect(has("venue-kek.next")).toBe(false);
  });

  test("to a passphrase forgets the file only when all is done", async () => {
    const store = await opened([]);
    let text = sealedBy(store);
    await store.rotate({ kind: "passphrase", passphrase: PASSPHRASE }, async (kek) => {
      expect(has("venue-kek")).toBe(true);
      text = again(text, store, kek);
      return 1;
    });
    expect(has("venue-kek")).toBe(false);
    expect(opens(text, await opened([text], { passphrase: PASSPHRASE }))).toBe(true);
  }, 30_000);

  test("that fails leaves the old key in charge", async () => {
    const store = await opened([]);
    const text = sealedBy(store);
    const failing = store.rotate({ kind: "file" }, async () => {
      throw new Error("the database went away");
    });
    await expect(failing).rejects.toThrow("went away");
    expect(opens(text, store)).toBe(true);
    expect(opens(text, await opened([text]))).toBe(true);
    expect(has("venue-kek.next")).toBe(false);
  });

  test.each<[name: string, committed: boolean]>([
    ["before its commit: the new file is nothing", false],
    ["after its commit: the new file is the key", true],
  ])("whose process died %s", async (_, committed) => {
    const store = await opened([]);
    let text = sealedBy(store);
    // The process ends inside the transaction, or right behind it: nothing after `rewrap` runs any more.
    void store.rotate({ kind: "file" }, (kek) => {
      if (committed) text = again(text, store, kek);
      return new Promise(() => undefined);
    });
    await expect.poll(() => has("venue-kek.next")).toBe(true);
    await expect.poll(() => !committed || !text.includes(store.primary().fingerprint)).toBe(true);
    const next = await opened([text]);
    expect(opens(text, next)).toBe(true);
    expect(has("venue-kek.next")).toBe(false);
    expect(opens(text, await opened([text]))).toBe(true);
  });

  test("to what it is already, or to a command nobody named, is refused", async () => {
    const store = await opened([], { passphrase: PASSPHRASE });
    const rewrapping = async () => 0;
    const same = await store.rotate({ kind: "passphrase", passphrase: PASSPHRASE }, rewrapping);
    expect(same).toMatchObject({ error: { code: "same-key" } });
    expect(await store.rotate({ kind: "command" }, rewrapping)).toMatchObject({ error: { code: "no-command" } });
    const short = await store.rotate({ kind: "passphrase", passphrase: new Secret("short") }, rewrapping);
    expect(short).toMatchObject({ error: { code: "passphrase-too-short" } });
  }, 30_000);
});
