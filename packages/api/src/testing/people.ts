import type { Session, User } from "../web/accounts.ts";
import type { Author } from "../web/author.ts";

/** Users and sessions as tests want them: everything plain, what matters changed. */
export const makeUser = (id: string, change: Partial<User> = {}): User => ({
  id,
  name: id,
  nameKey: id,
  role: "operator",
  status: "active",
  passwordHash: "none",
  createdAtMs: 0,
  ...change,
});

/** Farther than any test goes, and still a date for the database. */
const YEAR_2100_MS = 4_102_444_800_000;

export const makeSession = (id: string, change: Partial<Session> = {}): Session => ({
  id,
  userId: "otto",
  version: 1,
  createdAtMs: 0,
  expiresAtMs: YEAR_2100_MS,
  lastSeenAtMs: 0,
  revokedAtMs: null,
  endedBecause: null,
  steppedUpUntilMs: null,
  address: "direct",
  userAgent: "test",
  ...change,
});

export const ADA: Author = { kind: "user", id: "ada", role: "admin" };
