import type { Kek } from "./kek.ts";

/** Every key-encryption key this process was given. A sealed value names the one it needs. */
export type Keyring = {
  readonly keks: readonly Kek[];
  readonly find: (fingerprint: string) => Kek | null;
};

export const createKeyring = (keks: readonly Kek[]): Keyring => ({
  keks,
  find: (fingerprint) => keks.find((kek) => kek.fingerprint === fingerprint) ?? null,
});
