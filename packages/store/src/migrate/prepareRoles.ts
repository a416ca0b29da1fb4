import { err, ok, type Result } from "@evenkeel/core/units";
import { getTableName } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import * as schema from "../schema/index.ts";
import { underMigrationLock } from "./migrate.ts";

/** What the web process may write; everything else it only reads. */
const WEB_WRITES = [
  schema.users,
  schema.sessions,
  schema.secondFactors,
  schema.recoveryCodes,
  schema.setupTokens,
  schema.apiKeys,
  schema.loginAttempts,
];
/** What it adds to and never changes. */
const WEB_ADDS = [schema.accountChanges];
/** What it does not even read: sealed keys are the engine's alone. */
const WEB_HIDDEN = [schema.venueKeys];

/** Letters that need no escaping anywhere: `alter role` takes no parameters. */
const PASSWORD = /^[A-Za-z0-9_-]{20,200}$/;
const NAME = /^[a-z_][a-z0-9_]{0,50}$/;
const INSUFFICIENT_PRIVILEGE = "42501";

export type RoleError = {
  readonly code: "may-not-create-roles" | "unusable-password" | "unusable-database-name";
  readonly message: string;
};

/**
 * Makes or renews the web's own role and answers its URL. Run after every migration: a table added since then
 * is not readable before. The password is the caller's to generate and keep.
 */
export async function prepareRoles(adminUrl: string, webPassword: string): Promise<Result<string, RoleError>> {
  if (!PASSWORD.test(webPassword)) {
    return err({ code: "unusable-password", message: "The web role's password needs 20 or more letters and digits." });
  }
  const url = new URL(adminUrl);
  return underMigrationLock(adminUrl, async (sql) => {
    const [row] = await sql<{ database: string }[]>`select current_database() as database`;
    const database = row?.database ?? "";
    if (!NAME.test(database)) {
      return err({ code: "unusable-database-name", message: `The database name "${database}" is not a plain word.` });
    }
    const role = `${database}_web`;
    const list = (tables: readonly PgTable[]): string => tables.map((table) => `"${getTableName(table)}"`).join(", ");
    try {
      await sql.begin(async (transaction) => {
        const known = await transaction`select 1 from pg_roles where rolname = ${role}`;
        await transaction.unsafe(
          `${known.length === 0 ? "create" : "alter"} role "${role}" login nosuperuser nocreatedb nocreaterole ` +
            `noreplication connection limit 20 password '${webPassword}'`,
        );
        await transaction.unsafe(`
          grant connect on database "${database}" to "${role}";
          grant usage on schema public to "${role}";
          revoke all on all tables in schema public from "${role}";
          grant select on all tables in schema public to "${role}";
          revoke all on ${list(WEB_HIDDEN)} from "${role}";
          grant insert, update, delete on ${list(WEB_WRITES)} to "${role}";
          grant insert on ${list(WEB_ADDS)} to "${role}";
          alter role "${role}" in database "${database}" set statement_timeout = '10s';
        `);
      });
    } catch (error) {
      if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
      return err({
        code: "may-not-create-roles",
        message: `The database user "${url.username}" may not create roles; grant it CREATEROLE or create "${role}" by hand.`,
      });
    }
    url.username = role;
    url.password = webPassword;
    return ok(url.href);
  });
}
