import { z } from "zod";
import { ROLES, type Role } from "../caller/caller.ts";
import { API_KEY_PREFIX, hashApiKey } from "../engine/identify.ts";
import { PROCEDURE_GROUPS } from "../engine/router.ts";
import type { ApiKey, KeyAuthor } from "./accounts.ts";
import { newId, newSecret } from "./ids.ts";

export const KEY_LABEL_LENGTH_MAX = 64;
const DAY_MS = 86_400_000;
export const KEY_LIFE_DAYS_MAX = 3_650;

const isGroup = (name: string): boolean => PROCEDURE_GROUPS.includes(name);

/** What a person says of a key they want, in the dashboard and on the command line alike. */
export const newApiKeySchema = z.strictObject({
  label: z.string().trim().min(1, "say what it is for").max(KEY_LABEL_LENGTH_MAX),
  role: z.enum(ROLES),
  only: z
    .array(z.string().refine(isGroup, `must be one of ${PROCEDURE_GROUPS.join(", ")}`))
    .min(1)
    .max(PROCEDURE_GROUPS.length)
    .nullable()
    .default(null),
  expiresInDays: z.number().positive().max(KEY_LIFE_DAYS_MAX).nullable().default(null),
});

export type NewApiKey = {
  readonly label: string;
  readonly role: Role;
  readonly only: readonly string[] | null;
  readonly expiresInDays: number | null;
};

/** `key` is told once, to whoever asked; `row` is all that stays of it. */
export function makeApiKey(
  wanted: NewApiKey,
  author: KeyAuthor,
  nowMs: number,
): { readonly key: string; readonly row: ApiKey } {
  const key = `${API_KEY_PREFIX}${newSecret()}`;
  const { label, role, only, expiresInDays } = wanted;
  const row: ApiKey = {
    id: newId("k"),
    label,
    role,
    only: only === null ? null : PROCEDURE_GROUPS.filter((group) => only.includes(group)),
    keyHash: hashApiKey(key),
    author,
    createdAtMs: nowMs,
    expiresAtMs: expiresInDays === null ? null : nowMs + Math.round(expiresInDays * DAY_MS),
    lastUsedAtMs: null,
    revokedAtMs: null,
  };
  return { key, row };
}
