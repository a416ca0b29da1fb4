import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { inspectDatabase, migrate, prepareRoles, readOrCreateSecret } from "@evenkeel/store/migrate";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDatabase, type TestDatabase } from "./support/database.ts";
import { temporaryDirectory } from "./support/place.ts";

const PASSWORD = "aaaaaaaaaabbbbbbbbbbcccccccccc";

let server: TestDatabase;
const journal = JSON.parse(readFileSync(new URL("../../../drizzle/meta/_journal.json", import.meta.url), "utf8")) as {
  readonly entries: readonly { readonly tag: string }[];
};

beforeAll(async () => {
  server = await startDatabase();
});
afterAll(() => server.close());

async function query(url: string, text: string): Promise<unknown[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}

describe("migrate", () => {
  test("from empty, twice, and from three processes' worth at once", async () => {
    const url = await server.createEmpty();
    await Promise.all([migrate(url), migrate(url), migrate(url)]);
    await migrate(url);
    expect(await query(url, "select count(*)::int as files from drizzle.__drizzle_migrations")).toEqual([
      { files: journal.entries.length },
    ]);
    expect(await query(url, "select position::int, hash from audit_head")).toEqual([
      { position: 0, hash: "0".repeat(64) },
    ]);
  });

  test("is told by name: what is missing, and how much is not this release's", async () => {
    const url = await server.createEmpty();
    const names = journal.entries.map(({ tag }) => tag);
    expect(await inspectDatabase(url)).toMatchObject({ pending: names, unknown: 0 });
    await migrate(url);
    expect(await inspectDatabase(url)).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/) as string,
      pending: [],
      unknown: 0,
      timescale: null,
      timescaleObstacle: expect.stringContaining("the extension") as string,
    });
    await query(
      url,
      "update drizzle.__drizzle_migrations set hash = 'other' where id = (select max(id) from drizzle.__drizzle_migrations)",
    );
    expect(await inspectDatabase(url)).toMatchObject({ pending: names.slice(-1), unknown: 1 });
  });

  /** What the market says, not what anybody owns. */
  const MARKET_DATA = "^(ticks|tops|funding_(estimates|rates)|candle_rolls|candles_[0-9]+[mhd])$";
  test("money is exact in every table: no column of it is a float", async () => {
    const floats = await query(
      server.url,
      `select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = 'public' and data_type in ('real', 'double precision', 'money')
         and table_name !~ '${MARKET_DATA}' order by 1`,
    );
    expect(floats).toEqual([
      { name: "pairs.estimate_cost_bps" },
      { name: "pairs.estimate_funding_bps" },
      { name: "pairs.estimate_net_bps" },
      { name: "pairs.estimate_trading_bps" },
      { name: "pairs.unhedged_notional_worst" },
      { name: "unhedged_windows.notional" },
      { name: "unhedged_windows.notional_seconds" },
      { name: "unhedged_windows.notional_worst" },
    ]);
  });
});

describe("the web's role", () => {
  const HIDDEN = ["venue_keys"];
  const WRITABLE = [
    "users",
    "sessions",
    "second_factors",
    "recovery_codes",
    "setup_tokens",
    "api_keys",
    "login_attempts",
  ];

  test("reads every table but the sealed keys and writes only its own, now and after a second run", async () => {
    const first = await prepareRoles(server.url, PASSWORD);
    const second = await prepareRoles(server.url, `${PASSWORD}-new`);
    if (!first.ok || !second.ok) throw new Error("no role");
    await expect(query(first.value, "select 1")).rejects.toThrow(/password authentication failed/);
    const rows = await query(
      second.value,
      `select c.relname as name, has_table_privilege(c.oid, 'select') as reads,
         has_table_privilege(c.oid, 'insert') as adds,
         has_table_privilege(c.oid, 'update,delete') as changes,
         has_table_privilege(c.oid, 'truncate,trigger,references') as more
       from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
    );
    expect(rows.length).toBeGreaterThan(15);
    for (const row of rows as { name: string }[]) {
      const reads = !HIDDEN.includes(row.name);
      const changes = WRITABLE.includes(row.name);
      const adds = changes || row.name === "account_changes";
      expect(row).toEqual({ name: row.name, reads, adds, changes, more: false });
    }
  });

  test.each([
    ["orders", "update orders set state = 'filled'"],
    ["the audit", "insert into audit (position, body, hash) values (1, '{}', '')"],
    ["the audit's head", "update audit_head set position = 9"],
    ["commands", "delete from commands"],
    ["a venue's key", "update venue_keys set label = 'mine'"],
    ["nor read a venue's key", "select sealed from venue_keys"],
    ["nor read one through its columns", "select v from venue_keys v"],
    ["what it noted", "delete from account_changes"],
    ["tables", "create table mine (id int)"],
    ["roles", "create role more superuser"],
    ["its own rights", "grant insert on orders to empty_web"],
  ])("cannot change %s", async (_, text) => {
    const made = await prepareRoles(server.url, PASSWORD);
    if (!made.ok) throw new Error(made.error.message);
    await expect(query(made.value, text)).rejects.toThrow(/permission denied|must be owner|does not exist/);
  });

  test.each(["short", "quote'quote'quote'quote'", "back\\slashbackslashbackslash"])(
    "refuses the password %s",
    async (password) => {
      expect(await prepareRoles(server.url, password)).toMatchObject({ error: { code: "unusable-password" } });
    },
  );

  test("an owner who may not make roles is told so", async () => {
    const name = new URL(await server.createEmpty()).pathname.slice(1);
    await server.sql.unsafe(`create role plain login password '${PASSWORD}'; alter database ${name} owner to plain`);
    const url = new URL(`/${name}`, server.url);
    url.username = "plain";
    url.password = PASSWORD;
    await migrate(url.href);
    expect(await prepareRoles(url.href, PASSWORD)).toMatchObject({ error: { code: "may-not-create-roles" } });
  });
});

test("a secret is made once, kept private, and the same for all who ask at once", async () => {
  const home = temporaryDirectory();
  const path = join(home.path, "web-password");
  const secrets = await Promise.all([readOrCreateSecret(path), readOrCreateSecret(path), readOrCreateSecret(path)]);
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[A-Za-z0-9_-]{32}$/);
  expect(readFileSync(path, "utf8")).toBe(secrets[0]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  home.remove();
});
