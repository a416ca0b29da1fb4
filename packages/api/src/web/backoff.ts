import { hashSecret } from "./ids.ts";

const FREE_TRIES = 5;
const FREE_TRIES_PER_ADDRESS = 30;
/** Short enough that nobody can keep an owner out, long enough that guessing 12 characters is hopeless. */
export const DELAY_MS_MAX = 60_000;

export const BACKOFF = { forgetAfterMs: 30 * 60_000 } as const;

const doubling =
  (free: number) =>
  (failures: number): number =>
    failures < free ? 0 : Math.min(1_000 * 2 ** Math.min(failures - free, 10), DELAY_MS_MAX);

/** Where nothing trustworthy tells addresses apart. */
export const DIRECT_ADDRESS = "direct";

export type AttemptKey = { readonly key: string; readonly delayMs: (failures: number) => number };

/** Per account and address; per address too, where addresses are known, against trying one password on many names. */
export function attemptKeys(nameKey: string, address: string): readonly AttemptKey[] {
  const pair = { key: `pair:${hashSecret(`${nameKey}\n${address}`)}`, delayMs: doubling(FREE_TRIES) };
  if (address === DIRECT_ADDRESS) return [pair];
  return [{ key: `address:${hashSecret(address)}`, delayMs: doubling(FREE_TRIES_PER_ADDRESS) }, pair];
}
