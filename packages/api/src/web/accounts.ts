import type { Role } from "../caller/caller.ts";
import type { Author } from "./author.ts";

/**
 * Where users, sessions, set-up tokens, API keys and sign-in attempts live. The store fills this with
 * `createAccounts(sql)`; the web process has no other way to its tables. All times are wall time in
 * milliseconds, passed in, never read from the database's clock. Every method is one transaction, and writes beside each change of an
 * account who made it: that is what the engine chains into the audit trail.
 */
export interface Accounts {
  hasUsers(): Promise<boolean>;
  /** Replaces every earlier set-up token: at most one is open at any time. */
  putSetupToken(token: SetupToken): Promise<void>;
  findSetupToken(tokenHash: string): Promise<SetupToken | null>;
  /**
   * Consumes the token and inserts the user, both or neither. `token-invalid`: absent or expired at `nowMs`.
   * `already-set-up`: any user exists. Two calls at once: exactly one is `created`.
   */
  createFirstAdmin(input: { tokenHash: string; user: NewUser; nowMs: number }): Promise<FirstAdminOutcome>;

  /** `name-taken` compares `nameKey`, which is unique. */
  createUser(user: NewUser, by: Author): Promise<"created" | "name-taken">;
  findUser(id: string): Promise<User | null>;
  findUserByNameKey(nameKey: string): Promise<User | null>;
  /** Oldest first, each with what an admin wants to know of them. */
  listUsers(nowMs: number): Promise<readonly UserFacts[]>;
  /**
   * These three also end every session of the user, so that open sockets and cookies of the old standing die.
   * `last-admin`: the change would leave no active admin; nothing is written.
   */
  setRole(input: UserChange & { role: Role }): Promise<UserChangeOutcome>;
  setStatus(input: UserChange & { status: UserStatus }): Promise<UserChangeOutcome>;
  /** `keepSessionId`: the one session that stays, where its holder has just shown the old password. */
  setPasswordHash(
    input: UserChange & { passwordHash: string; keepSessionId: string | null },
  ): Promise<"changed" | "not-found">;

  findSecondFactor(userId: string): Promise<SecondFactor | null>;
  /** Sets or replaces the secret and all recovery codes. */
  putSecondFactor(
    input: UserChange & { sealedSecret: string; lastStep: number; codeHashes: readonly string[] },
  ): Promise<void>;
  /** Replaces all recovery codes; `not-found` without an authenticator. */
  putRecoveryCodes(input: UserChange & { codeHashes: readonly string[] }): Promise<"changed" | "not-found">;
  /** Also ends every session of the user but `keepSessionId`. */
  removeSecondFactor(input: UserChange & { keepSessionId: string | null }): Promise<"removed" | "not-found">;
  /** True for the first taker of a step that is later than every one taken before; false for everybody else. */
  takeTotpStep(input: { userId: string; step: number }): Promise<boolean>;
  /** True for the first taker of a code. */
  takeRecoveryCode(input: { userId: string; codeHash: string; nowMs: number }): Promise<boolean>;

  /** Also deletes the user's expired and ended sessions, and the oldest beyond `sessionsMax`. */
  createSession(session: NewSession, sessionsMax: number, proof: SignInProof): Promise<void>;
  /** The session with its user as they are now; ended and expired ones too, so that callers can say why. */
  findSession(id: string): Promise<SessionWithUser | null>;
  /** Open ones of one user, newest first: not ended, not expired at `nowMs`. */
  listSessions(userId: string, nowMs: number): Promise<readonly Session[]>;
  touchSession(id: string, lastSeenAtMs: number): Promise<void>;
  stepUp(input: { id: string; untilMs: number; proof: SignInProof; by: Author; nowMs: number }): Promise<void>;
  /** `not-found` unless the session belongs to `userId`. Ending twice is `revoked`. */
  revokeSession(input: {
    id: string;
    userId: string;
    because: "signed-out" | "ended";
    by: Author;
    nowMs: number;
  }): Promise<"revoked" | "not-found">;
  /** All of one user's but `keepSessionId`; answers how many were open. */
  endSessions(input: UserChange & { keepSessionId: string | null }): Promise<number>;

  createApiKey(key: ApiKey): Promise<void>;
  /** All, newest first. */
  listApiKeys(): Promise<readonly ApiKey[]>;
  /**
   * Revoked ones are not found, nor those whose author could not make them today: a user who is disabled or no
   * longer an admin leaves no way back in. Expired ones are, so that callers can say why.
   */
  findApiKeyByHash(keyHash: string): Promise<ApiKey | null>;
  touchApiKey(id: string, lastUsedAtMs: number): Promise<void>;
  revokeApiKey(id: string, nowMs: number, by: Author): Promise<"revoked" | "not-found">;

  /**
   * Counts an attempt before it is made, so that parallel tries cannot share one allowance. Under one row lock:
   * failures older than `forgetAfterMs` count as none; if `lastAttemptAtMs + delayMs(failures) > nowMs` answer
   * `wait` and write nothing; else add one failure, stamp `nowMs`, answer `allowed`.
   */
  reserveAttempt(input: AttemptInput): Promise<AttemptOutcome>;
  /** Forgets every failure of the key: whoever tried is who they said. */
  clearAttempts(key: string): Promise<void>;
  /** Takes back one attempt that was none, and leaves the others counted. */
  returnAttempt(key: string): Promise<void>;
}

export type UserStatus = "active" | "disabled";

export interface User {
  readonly id: string;
  /** As typed, trimmed. */
  readonly name: string;
  /** NFKC, lower case: what is unique. */
  readonly nameKey: string;
  readonly role: Role;
  readonly status: UserStatus;
  readonly passwordHash: string;
  readonly createdAtMs: number;
}
export type NewUser = User;

/** What an admin sees of a user beside the user. */
export interface UserFacts {
  readonly user: User;
  readonly authenticatorSinceMs: number | null;
  readonly lastSeenAtMs: number | null;
  readonly openSessions: number;
}

export interface UserChange {
  readonly userId: string;
  readonly by: Author;
  readonly nowMs: number;
}

export interface SecondFactor {
  readonly userId: string;
  /** Sealed for this user; the database never sees the secret. */
  readonly sealedSecret: string;
  /** The latest time step whose code was accepted: it and all before it are spent. */
  readonly lastStep: number;
  readonly confirmedAtMs: number;
  readonly codesLeft: number;
}

/** By what a person proved who they are. */
export type SignInProof = "password" | "code" | "recovery-code";

/** Why a session ended before its time. */
export const ENDED_BECAUSE = ["signed-out", "ended", "role", "status", "password", "authenticator"] as const;
export type EndedBecause = (typeof ENDED_BECAUSE)[number];

export interface Session {
  readonly id: string;
  readonly userId: string;
  /** Starts at 1. A token or cookie with another version is dead. */
  readonly version: number;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly lastSeenAtMs: number;
  readonly revokedAtMs: number | null;
  readonly endedBecause: EndedBecause | null;
  /** Until then the person behind it counts as just proven (step-up). */
  readonly steppedUpUntilMs: number | null;
  /** For the list of sessions only, never for decisions; cut to 200 characters. */
  readonly address: string;
  readonly userAgent: string;
}
export type NewSession = Session;
export interface SessionWithUser {
  readonly session: Session;
  readonly user: User;
}

export interface SetupToken {
  /** SHA-256 of the token in lower-case hex; the token itself is never stored. */
  readonly tokenHash: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}
export type FirstAdminOutcome = "created" | "token-invalid" | "already-set-up";
export type UserChangeOutcome = "changed" | "not-found" | "last-admin";

/** Who made a key: a user in the dashboard, or whoever owns the installation at its command line. */
export interface KeyAuthor {
  readonly kind: "user" | "owner";
  readonly id: string;
}

export interface ApiKey {
  readonly id: string;
  readonly label: string;
  readonly role: Role;
  /** The procedure groups it may use; null is all that its role may. */
  readonly only: readonly string[] | null;
  /** SHA-256 of the key in lower-case hex. */
  readonly keyHash: string;
  readonly author: KeyAuthor;
  readonly createdAtMs: number;
  /** null: never. */
  readonly expiresAtMs: number | null;
  /** To the minute; null: not yet. */
  readonly lastUsedAtMs: number | null;
  readonly revokedAtMs: number | null;
}

export type SlowedAt = "set-up" | "sign-in" | "code" | "step-up";

export interface AttemptInput {
  readonly key: string;
  readonly nowMs: number;
  readonly forgetAfterMs: number;
  readonly delayMs: (failures: number) => number;
  /** What the audit trail says once tries of this key begin to be delayed. */
  readonly slowed: { readonly at: SlowedAt; readonly subject: string; readonly address: string };
}
export type AttemptOutcome = { readonly kind: "allowed" } | { readonly kind: "wait"; readonly untilMs: number };
