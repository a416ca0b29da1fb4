import type { InferInsertModel, InferSelectModel } from "drizzle-orm";
import type { apiKeys, sessions, setupTokens, users } from "../schema/index.ts";

export type Role = "viewer" | "operator" | "admin";
export type UserStatus = "active" | "disabled";
export type SignInProof = "password" | "code" | "recovery-code";
export type EndedBecause = "signed-out" | "ended" | "role" | "status" | "password" | "authenticator";

/** Who did it, as the audit trail names them. */
export type Author = { readonly kind: "user" | "owner" | "system"; readonly id: string; readonly role: Role };

export type UserChange = { readonly userId: string; readonly by: Author; readonly nowMs: number };

export type User = {
  readonly id: string;
  readonly name: string;
  readonly nameKey: string;
  readonly role: Role;
  readonly status: UserStatus;
  readonly passwordHash: string;
  readonly createdAtMs: number;
};

export type Session = {
  readonly id: string;
  readonly userId: string;
  readonly version: number;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly lastSeenAtMs: number;
  readonly revokedAtMs: number | null;
  readonly endedBecause: EndedBecause | null;
  readonly steppedUpUntilMs: number | null;
  readonly address: string;
  readonly userAgent: string;
};

export type SetupToken = { readonly tokenHash: string; readonly createdAtMs: number; readonly expiresAtMs: number };

export type ApiKey = {
  readonly id: string;
  readonly label: string;
  readonly role: Role;
  readonly only: readonly string[] | null;
  readonly keyHash: string;
  readonly author: { readonly kind: "user" | "owner"; readonly id: string };
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly lastUsedAtMs: number | null;
  readonly revokedAtMs: number | null;
};

const date = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

export const toUserRow = ({ createdAtMs, ...user }: User): InferInsertModel<typeof users> => ({
  ...user,
  createdAt: new Date(createdAtMs),
});

export const fromUserRow = ({ createdAt, ...row }: InferSelectModel<typeof users>): User => ({
  ...row,
  createdAtMs: createdAt.getTime(),
});

export const toSessionRow = (session: Session): InferInsertModel<typeof sessions> => ({
  id: session.id,
  userId: session.userId,
  version: session.version,
  createdAt: new Date(session.createdAtMs),
  expiresAt: new Date(session.expiresAtMs),
  lastSeenAt: new Date(session.lastSeenAtMs),
  revokedAt: date(session.revokedAtMs),
  endedBecause: session.endedBecause,
  steppedUpUntil: date(session.steppedUpUntilMs),
  address: session.address,
  userAgent: session.userAgent,
});

export const fromSessionRow = (row: InferSelectModel<typeof sessions>): Session => ({
  id: row.id,
  userId: row.userId,
  version: row.version,
  createdAtMs: row.createdAt.getTime(),
  expiresAtMs: row.expiresAt.getTime(),
  lastSeenAtMs: row.lastSeenAt.getTime(),
  revokedAtMs: row.revokedAt?.getTime() ?? null,
  endedBecause: row.endedBecause,
  steppedUpUntilMs: row.steppedUpUntil?.getTime() ?? null,
  address: row.address,
  userAgent: row.userAgent,
});

export const fromSetupTokenRow = (row: InferSelectModel<typeof setupTokens>): SetupToken => ({
  tokenHash: row.tokenHash,
  createdAtMs: row.createdAt.getTime(),
  expiresAtMs: row.expiresAt.getTime(),
});

export const toApiKeyRow = (key: ApiKey): InferInsertModel<typeof apiKeys> => ({
  id: key.id,
  label: key.label,
  role: key.role,
  only: key.only === null ? null : [...key.only],
  keyHash: key.keyHash,
  authorKind: key.author.kind,
  authorId: key.author.id,
  createdAt: new Date(key.createdAtMs),
  expiresAt: date(key.expiresAtMs),
  lastUsedAt: date(key.lastUsedAtMs),
  revokedAt: date(key.revokedAtMs),
});

export const fromApiKeyRow = (row: InferSelectModel<typeof apiKeys>): ApiKey => ({
  id: row.id,
  label: row.label,
  role: row.role,
  only: row.only,
  keyHash: row.keyHash,
  author: { kind: row.authorKind, id: row.authorId },
  createdAtMs: row.createdAt.getTime(),
  expiresAtMs: row.expiresAt?.getTime() ?? null,
  lastUsedAtMs: row.lastUsedAt?.getTime() ?? null,
  revokedAtMs: row.revokedAt?.getTime() ?? null,
});
