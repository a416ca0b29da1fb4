import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";

/** Every way a secret may be written down by accident. */
const formsOf = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret, "utf8");
  const base64 = bytes.toString("base64");
  return [
    secret,
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    base64.replace(/=+$/, ""),
    bytes.toString("base64url"),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ];
};

export type Place = { readonly where: string; readonly text: string };

/** Where a secret stands, by place and by which secret; nothing when it stands nowhere. */
export function findCanaries(secrets: Readonly<Record<string, string>>, places: readonly Place[]): string[] {
  const found: string[] = [];
  for (const [name, secret] of Object.entries(secrets)) {
    for (const form of new Set(formsOf(secret))) {
      for (const { where, text } of places) if (text.includes(form)) found.push(`${name} in ${where}`);
    }
  }
  return found;
}

/** Every value of every column of every table, whatever its type. */
export async function dumpDatabase(url: string): Promise<Place[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`;
    const places: Place[] = [];
    for (const { name } of tables) {
      const rows = await sql.unsafe(`select t::text as row from ${name} t`);
      places.push({ where: `table ${name}`, text: rows.map((row) => String(row["row"])).join("\n") });
    }
    return places;
  } finally {
    await sql.end();
  }
}

const FILE_BYTES_MAX = 256 * 1024 * 1024;

/** Every file below a folder, as bytes; `except` names what is meant to hold secrets. */
export function readFiles(folder: string, except: readonly string[]): Place[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !except.some((part) => path.includes(part)) && statSync(path).size <= FILE_BYTES_MAX)
    .map((path) => ({ where: path.slice(folder.length + 1), text: readFileSync(path, "latin1") }));
}

/** What anybody on the machine can see of a process. */
export const readCommandLine = (pid: number): Place => ({
  where: `the arguments of process ${pid}`,
  text: readFileSync(`/proc/${pid}/cmdline`, "utf8"),
});
