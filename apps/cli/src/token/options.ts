import { isRole, type Role } from "@evenkeel/api/caller";
import { PROCEDURE_GROUPS } from "@evenkeel/api/engine";
import { type NewApiKey, newApiKeySchema } from "@evenkeel/api/web";
import { Misunderstood } from "../problem.ts";

export const TOKEN_HELP = `Usage: evenkeel token <command> [options]

API keys for scripts. A key opens what its role may do, or less, and is printed once: only its hash is kept.

  create         make a key; it is the one line on standard output
    --role <role>      viewer, operator or admin
    --label <text>     what it is for (script)
    --only <groups>    no more than these, with commas between:
                       ${PROCEDURE_GROUPS.join(", ")}
    --expires <life>   when it stops by itself: 90d, 12h (never)
  list           every key: what it may, who made it, when it was last used
  revoke <id>    end a key; what it has open ends within five seconds

  --json         one object for machines
  --data <dir>   the installation, where it is not the default one; its database must run, or DATABASE_URL name one
  --help         this text

Exit codes: 0 done, 1 it did not work, 2 not understood.
`;

const HOURS_A_DAY = 24;
const LIFE = /^([1-9]\d{0,4})([dh])$/;

/** "90d" and "12h" in days; null without one: such a key ends when it is revoked. */
export function readLife(given: string | undefined): number | null {
  if (given === undefined) return null;
  const [, count, unit] = LIFE.exec(given) ?? [];
  if (count === undefined) throw new Misunderstood(`--expires takes days or hours, like 90d or 12h, not "${given}".`);
  return unit === "d" ? Number(count) : Number(count) / HOURS_A_DAY;
}

function readRole(given: string | undefined): Role {
  if (isRole(given)) return given;
  throw new Misunderstood(`--role must be viewer, operator or admin${given === undefined ? "" : `, not "${given}"`}.`);
}

export function readNewKey(values: {
  readonly role?: string | undefined;
  readonly label?: string | undefined;
  readonly only?: string | undefined;
  readonly expires?: string | undefined;
}): NewApiKey {
  const read = newApiKeySchema.safeParse({
    role: readRole(values.role),
    label: values.label ?? "script",
    only: values.only === undefined ? null : values.only.split(",").map((group) => group.trim()),
    expiresInDays: readLife(values.expires),
  });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const option = { label: "--label", only: "--only", expiresInDays: "--expires", role: "--role" } as const;
  const name = option[(issue?.path[0] ?? "role") as keyof typeof option];
  throw new Misunderstood(`${name}: ${issue?.message ?? "not understood"}.`);
}
