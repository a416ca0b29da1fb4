export const ROLES = ["viewer", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** What a procedure demands. `public` must be written out: there is no procedure without a demand. */
export type Demand = Role | "public";

export type Caller =
  | {
      readonly kind: "user";
      readonly id: string;
      readonly role: Role;
      readonly sessionId: string;
      readonly sessionVersion: number;
    }
  | {
      readonly kind: "apiKey";
      readonly id: string;
      readonly role: Role;
      /** The procedure groups it may use ("overview"); null is all that its role may. */
      readonly only: readonly string[] | null;
    }
  /** Whoever can read this installation's own secret files: the command line on the same machine. */
  | { readonly kind: "owner"; readonly id: string; readonly role: "admin" }
  | { readonly kind: "anonymous" };

/** The group of a procedure is the first part of its path: "commands.freeze" belongs to "commands". */
export const groupOf = (path: string): string => path.split(".")[0] ?? "";

export const ANONYMOUS: Caller = { kind: "anonymous" };

const RANK: Readonly<Record<Role, number>> = { viewer: 1, operator: 2, admin: 3 };

export const roleSuffices = (role: Role, needed: Role): boolean => RANK[role] >= RANK[needed];

export const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);
