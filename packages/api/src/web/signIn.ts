import type { Accounts, Session, SignInProof, User } from "./accounts.ts";
import { codeKeys, reserveTry, settleTry, signInKeys, undoTry } from "./backoff.ts";
import { readDevice, writeDevice } from "./device.ts";
import { type CodeClaim, readClaim, takeClaim } from "./factor/secondFactor.ts";
import { newId } from "./ids.ts";
import { nameKeyOf } from "./names.ts";
import { DECOY_HASH, TooManyHashes, verifyPassword } from "./passwords/hash.ts";
import type { Sealer } from "./sealer.ts";

export const SESSION_LIFE_MS = 14 * 24 * 60 * 60_000;
export const SESSIONS_PER_USER_MAX = 20;
const LABEL_LENGTH_MAX = 200;
/** When too many passwords are being checked at once. */
const BUSY_MS = 3_000;

export type SignInPorts = {
  readonly accounts: Accounts;
  readonly sealer: Sealer;
  readonly verifyPassword?: typeof verifyPassword;
};
export type SignInInput = {
  readonly name: string;
  readonly password: string;
  /** From the authenticator, or a recovery code; empty from who uses none. */
  readonly code: string;
  /** What this browser kept from its last sign-in. */
  readonly device: string | null;
  readonly address: string;
  readonly userAgent: string;
  readonly nowMs: number;
};
export type SignInOutcome =
  | {
      readonly kind: "signed-in";
      readonly user: User;
      readonly session: Session;
      /** For the browser to keep: others' wrong tries will not delay it. */
      readonly device: string;
    }
  /** Wrong name, password or code, or disabled account: never says which, and takes as long for each. */
  | { readonly kind: "refused" }
  | { readonly kind: "wait"; readonly untilMs: number };

const REFUSED: SignInOutcome = { kind: "refused" };

export async function signIn(ports: SignInPorts, input: SignInInput): Promise<SignInOutcome> {
  const { accounts, sealer } = ports;
  const { address, nowMs } = input;
  const nameKey = nameKeyOf(input.name);
  const deviceId = readDevice(sealer, input.device, nameKey);
  const user = await accounts.findUserByNameKey(nameKey);
  const keys = signInKeys({ nameKey, address, deviceId });
  const wait = await reserveTry(accounts, keys, { at: "sign-in", subject: user?.id ?? "nobody", address, nowMs });
  if (wait !== null) return wait;

  // The same calls for everybody, known or not, with or without an authenticator; who it was is asked after them.
  const verify = ports.verifyPassword ?? verifyPassword;
  let right = false;
  try {
    right = await verify(input.password, user?.passwordHash ?? DECOY_HASH);
  } catch (error) {
    if (!(error instanceof TooManyHashes)) throw error;
    await undoTry(accounts, keys);
    return { kind: "wait", untilMs: nowMs + BUSY_MS };
  }
  const factor = await accounts.findSecondFactor(user?.id ?? "nobody");
  const claim = readClaim(sealer, factor, input.code, nowMs);
  if (user === null || !right || user.status !== "active") return REFUSED;
  const proof =
    factor === null ? "password" : await proveCode(ports, claim, { userId: user.id, deviceId, address, nowMs });
  if (proof === null) return REFUSED;

  await settleTry(accounts, keys);
  const session = newSession(user, input);
  await accounts.createSession(session, SESSIONS_PER_USER_MAX, proof);
  if (!(await stillStands(accounts, user))) {
    const by = { kind: "user", id: user.id, role: user.role } as const;
    await accounts.revokeSession({ id: session.id, userId: user.id, because: "ended", by, nowMs });
    return REFUSED;
  }
  return { kind: "signed-in", user, session, device: writeDevice(sealer, nameKey, deviceId) };
}

/** A password changed while it was being checked ended every session there was, and this one was not there yet. */
async function stillStands(accounts: Accounts, proven: User): Promise<boolean> {
  const now = await accounts.findUser(proven.id);
  return now !== null && now.passwordHash === proven.passwordHash && now.status === "active";
}

/** A wait here would say that the password was right, so it is a refusal too. Recovery codes are beyond guessing. */
async function proveCode(
  { accounts }: SignInPorts,
  claim: CodeClaim,
  who: { readonly userId: string; readonly deviceId: string | null; readonly address: string; readonly nowMs: number },
): Promise<SignInProof | null> {
  const { userId, address, nowMs } = who;
  const keys = claim.kind === "recovery" ? [] : codeKeys(userId, who.deviceId);
  if ((await reserveTry(accounts, keys, { at: "code", subject: userId, address, nowMs })) !== null) return null;
  const proof = await takeClaim(accounts, userId, claim, nowMs);
  if (proof !== null) await settleTry(accounts, keys);
  return proof;
}

const newSession = (user: User, { address, userAgent, nowMs }: SignInInput): Session => ({
  id: newId("s"),
  userId: user.id,
  version: 1,
  createdAtMs: nowMs,
  expiresAtMs: nowMs + SESSION_LIFE_MS,
  lastSeenAtMs: nowMs,
  revokedAtMs: null,
  endedBecause: null,
  steppedUpUntilMs: null,
  address: address.slice(0, LABEL_LENGTH_MAX),
  userAgent: userAgent.slice(0, LABEL_LENGTH_MAX),
});
