import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { normalisePassword } from "./rules.ts";

const derive = promisify(argon2);

/** Above the OWASP floor (19 MiB, 2 passes); about 0.15 s of one core. Stored with each hash, so they can grow. */
export const ARGON2 = { memoryKib: 65_536, passes: 3, lanes: 1, saltBytes: 16, tagBytes: 32 } as const;
/** What a stored hash may ask of this machine. */
const MEMORY_KIB_MAX = 262_144;
const PASSES_MAX = 10;

/** Each run holds 64 MiB: two at a time, a short queue, and beyond it a refusal instead of a full memory. */
export const HASHES_AT_ONCE_MAX = 2;
export const HASHES_QUEUED_MAX = 16;

const encode = (bytes: Buffer): string => bytes.toString("base64").replace(/=+$/, "");
const FORMAT =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22,44})\$([A-Za-z0-9+/]{43,86})$/;

let running = 0;
const queue: (() => void)[] = [];

export class TooManyHashes extends Error {
  override readonly name = "TooManyHashes";
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= HASHES_AT_ONCE_MAX) {
    if (queue.length >= HASHES_QUEUED_MAX) throw new TooManyHashes("too many passwords at once");
    await new Promise<void>((resolve) => queue.push(resolve));
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

const message = (password: string): Buffer => Buffer.from(normalisePassword(password), "utf8");

/** `$argon2id$v=19$m=...,t=...,p=...$salt$tag`: the form other tools read too. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(async () => {
    const nonce = randomBytes(ARGON2.saltBytes);
    const tag = await derive("argon2id", {
      message: message(password),
      nonce,
      memory: ARGON2.memoryKib,
      passes: ARGON2.passes,
      parallelism: ARGON2.lanes,
      tagLength: ARGON2.tagBytes,
    });
    return `$argon2id$v=19$m=${ARGON2.memoryKib},t=${ARGON2.passes},p=${ARGON2.lanes}$${encode(nonce)}$${encode(tag)}`;
  });
}

export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const match = FORMAT.exec(stored);
  if (match === null) return false;
  const [memory, passes, parallelism] = [match[1], match[2], match[3]].map(Number) as [number, number, number];
  if (memory > MEMORY_KIB_MAX || passes > PASSES_MAX) return false;
  const nonce = Buffer.from(match[4] ?? "", "base64");
  const expected = Buffer.from(match[5] ?? "", "base64");
  return inTurn(async () => {
    const tagLength = expected.length;
    const tag = await derive("argon2id", { message: message(password), nonce, memory, passes, parallelism, tagLength });
    return timingSafeEqual(tag, expected);
  });
}

/** Nobody's password: verified against when the account does not exist, so that the answer takes as long. */
export const DECOY_HASH =
  "$argon2id$v=19$m=65536,t=3,p=1$ZGVjb3ktc2FsdC0xNi1ieQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
