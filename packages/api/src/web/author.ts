import type { Caller, Role } from "../caller/caller.ts";

/** Who did it, as the audit trail names them. */
export type Author = { readonly kind: "user" | "owner" | "system"; readonly id: string; readonly role: Role };

/** Where nobody is known yet: a sign-in that is slowed down. */
export const DASHBOARD: Author = { kind: "system", id: "dashboard", role: "admin" };

export const authorOf = ({ id, role }: Extract<Caller, { kind: "user" }>): Author => ({ kind: "user", id, role });
