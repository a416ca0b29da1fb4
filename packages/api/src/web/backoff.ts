import type { Accounts, SlowedAt } from "./accounts.ts";
import { hashSecret } from "./ids.ts";

const FREE_TRIES = 5;
const FREE_TRIES_PER_ADDRESS = 30;
/** Only who knows the password gets to try codes; three of a million fit at any moment. */
const FREE_CODES_PER_ACCOUNT = 10;
/** Short enough that nobody can keep an owner out, long enough that guessing 12 characters is hopeless. */
export const DELAY_MS_MAX = 60_000;
const FORGET_AFTER_MS = 30 * 60_000;

const doubling =
  (free: number) =>
  (failures: number): number =>
    failures < free ? 0 : Math.min(1_000 * 2 ** Math.min(failures - free, 10), DELAY_MS_MAX);

/** Where nothing trustworthy tells addresses apart. */
export const DIRECT_ADDRESS = "direct";

export type AttemptKey = {
  readonly key: string;
  readonly delayMs: (failures: number) => number;
  /** A success of one of many behind it says nothing about the others. */
  readonly shared: boolean;
};

/** An IPv6 host is given a whole /64: it counts as one. */
export function addressGroup(address: string): string {
  if (!address.includes(":") || address.includes(".")) return address;
  const [head = "", tail] = address.split("%")[0]?.toLowerCase().split("::") ?? [];
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  const whole = [...groups, ...Array.from({ length: zeros }, () => "0"), ...rest];
  return `${whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}

const own = (key: string): AttemptKey => ({ key, delayMs: doubling(FREE_TRIES), shared: false });

function addressKeys(address: string): readonly AttemptKey[] {
  if (address === DIRECT_ADDRESS) return [];
  const key = `address:${hashSecret(addressGroup(address))}`;
  return [{ key, delayMs: doubling(FREE_TRIES_PER_ADDRESS), shared: true }];
}

/**
 * Per account and address; per address too, where addresses are known, against trying one password on many names. A
 * browser that signed in to this very account before counts alone: whatever strangers do elsewhere, it is not kept out.
 */
export function signInKeys(input: {
  readonly nameKey: string;
  readonly address: string;
  readonly deviceId: string | null;
}): readonly AttemptKey[] {
  if (input.deviceId !== null) return [own(`device:${hashSecret(`${input.nameKey}\n${input.deviceId}`)}`)];
  const pair = own(`pair:${hashSecret(`${input.nameKey}\n${addressGroup(input.address)}`)}`);
  return [...addressKeys(input.address), pair];
}

/** However many addresses a guesser has, the codes of one account are guessed at one pace. */
export const codeKeys = (userId: string, deviceId: string | null): readonly AttemptKey[] =>
  deviceId === null ? [{ key: `code:${userId}`, delayMs: doubling(FREE_CODES_PER_ACCOUNT), shared: false }] : [];

/** Whoever holds a session can slow down that session and no other. */
export const stepUpKeys = (sessionId: string, address: string): readonly AttemptKey[] => [
  ...addressKeys(address),
  own(`step-up:${sessionId}`),
];

export const setupKeys = (address: string): readonly AttemptKey[] => [
  ...addressKeys(address),
  own(`set-up:${hashSecret(addressGroup(address))}`),
];

export type Try = {
  readonly at: SlowedAt;
  /** The user it is about, where there is one; never what a stranger typed. */
  readonly subject: string;
  readonly address: string;
  readonly nowMs: number;
};

/** Counts a try against every key, in order; the wait of the first that says so, or null. */
export async function reserveTry(
  accounts: Accounts,
  keys: readonly AttemptKey[],
  { nowMs, ...slowed }: Try,
): Promise<{ readonly kind: "wait"; readonly untilMs: number } | null> {
  for (const { key, delayMs } of keys) {
    const outcome = await accounts.reserveAttempt({ key, delayMs, nowMs, forgetAfterMs: FORGET_AFTER_MS, slowed });
    if (outcome.kind === "wait") return outcome;
  }
  return null;
}

/** After a success. */
export async function settleTry(accounts: Accounts, keys: readonly AttemptKey[]): Promise<void> {
  for (const { key, shared } of keys) await (shared ? accounts.returnAttempt(key) : accounts.clearAttempts(key));
}

/** Where nothing was tried after all. */
export async function undoTry(accounts: Accounts, keys: readonly AttemptKey[]): Promise<void> {
  for (const { key } of keys) await accounts.returnAttempt(key);
}
