import type { Role } from "../caller/caller.ts";

/**
 * Where users, sessions, set-up tokens, API keys and sign-in attempts live. The store fills this with
 * `createAccounts(sql)`; the web process has no other way to its tables. All times are wall time in
 * milliseconds, passed in, never read from the database's clock. Every method is one transaction.
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
  createUser(user: NewUser): Promise<"created" | "name-taken">;
  findUser(id: string): Promise<User | null>;
  findUserByNameKey(nameKey: string): Promise<User | null>;
  /** Oldest first. */
  listUsers(): Promise<readonly User[]>;
  /**
   * These three also add one to `version` of every session of the user, so that open sockets and cookies of
   * the old standing end. `last-admin`: the change would leave no active admin; nothing is written.
   */
  setRole(input: { userId: string; role: Role }): Promise<UserChangeOutcome>;
  setStatus(input: { userId: string; status: UserStatus }): Promise<UserChangeOutcome>;
  setPasswordHash(input: { userId: string; passwordHash: string }): Promise<"changed" | "not-found">;

  /** Also deletes the user's expired and revoked sessions, and the oldest beyond `sessionsMax`. */
  createSession(session: NewSession, sessionsMax: number): Promise<void>;
  /** The session with its user as they are now; revoked and expired ones too, so that callers can say why. */
  findSession(id: string): Promise<SessionWithUser | null>;
  /** Open ones of one user, newest first: not revoked, not expired at `nowMs`. */
  listSessions(userId: string, nowMs: number): Promise<readonly Session[]>;
  touchSession(id: string, lastSeenAtMs: number): Promise<void>;
  stepUp(id: string, untilMs: number): Promise<void>;
  /** `not-found` unless the session belongs to `userId`. Revoking twice is `revoked`. */
  revokeSession(input: { id: string; userId: string; nowMs: number }): Promise<"revoked" | "not-found">;

  createApiKey(key: ApiKey): Promise<void>;
  /** All, newest first. */
  listApiKeys(): Promise<readonly ApiKey[]>;
  /**
   * Revoked ones are not found, nor those whose author could not make them today: a user who is disabled or no
   * longer an admin leaves no way back in. Expired ones are, so that callers can say why.
   */
  findApiKeyByHash(keyHash: string): Promise<ApiKey | null>;
  touchApiKey(id: string, lastUsedAtMs: number): Promise<void>;
  revokeApiKey(id: string, nowMs: number): Promise<"revoked" | "not-found">;

  /**
   * Counts an attempt before it is made, so that parallel tries cannot share one allowance. Under one row lock:
   * failures older than `forgetAfterMs` count as none; if `lastAttemptAtMs + delayMs(failures) > nowMs` answer
   * `wait` and write nothing; else add one failure, stamp `nowMs`, answer `allowed`.
   */
  reserveAttempt(input: AttemptInput): Promise<AttemptOutcome>;
  /** After a success. */
  clearAttempts(key: string): Promise<void>;
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

export interface Session {
  readonly id: string;
  readonly userId: string;
  /** Starts at 1. A token or cookie with another version is dead. */
  readonly version: number;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly lastSeenAtMs: number;
  readonly revokedAtMs: number | null;
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

export interface AttemptInput {
  readonly key: string;
  readonly nowMs: number;
  readonly forgetAfterMs: number;
  readonly delayMs: (failures: number) => number;
}
export type AttemptOutcome = { readonly kind: "allowed" } | { readonly kind: "wait"; readonly untilMs: number };
