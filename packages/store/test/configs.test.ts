import { type ConfigRecord, DEFAULT_CONFIG, type DurableRow, patchConfig } from "@evenkeel/core/events";
import { commandId } from "@evenkeel/core/ids";
import { wallTime } from "@evenkeel/core/units";
import { findConfig, listConfigs, openDatabase, readConfig } from "@evenkeel/store/history";
import { openJournal } from "@evenkeel/store/journal";
import { migrate } from "@evenkeel/store/migrate";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startDatabase, type TestDatabase } from "./support/database.ts";
import * as sample from "./support/sample.ts";

const FIRST: ConfigRecord = {
  config: DEFAULT_CONFIG,
  changes: [],
  author: { kind: "system", id: "engine", role: "admin" },
  reason: "as shipped",
  commandId: null,
  absentNotBefore: wallTime(0),
};
const SECOND: ConfigRecord = {
  config: {
    ...patchConfig(DEFAULT_CONFIG, { size: { pairsMax: 3 }, entry: { spreadBpsPerTenThousand: 0.3 } }),
    version: 2,
  },
  changes: [
    { path: "entry.spreadBpsPerTenThousand", from: 0.1, to: 0.3 },
    { path: "size.pairsMax", from: 5, to: 3 },
  ],
  author: { kind: "owner", id: "configuration file", role: "admin" },
  reason: "a \0 quiet week",
  commandId: commandId("file-0001"),
  absentNotBefore: wallTime(1_700_000_060_001),
};
const row = (record: ConfigRecord): DurableRow => ({ table: "config", record });

let server: TestDatabase;
let url: string;

beforeAll(async () => {
  server = await startDatabase();
});
afterAll(() => server.close());
beforeEach(async () => {
  url = await server.createEmpty();
  await migrate(url);
});

async function commit(...records: readonly ConfigRecord[]) {
  const open = await openJournal(url);
  for (const record of records) await open.journal.commit(sample.batch(record.config.version * 10, [row(record)]));
  const durable = await open.journal.load();
  await open.close();
  return durable;
}

test("the newest version is what the next start runs, exactly and in its own order of keys", async () => {
  const { config } = await commit(FIRST, SECOND);
  expect(config).toEqual({ config: SECOND.config, absentNotBefore: SECOND.absentNotBefore });
  expect(JSON.stringify(config?.config.size)).toBe(JSON.stringify(SECOND.config.size));
});

test("history tells who, when, why and what, newest first", async () => {
  await commit(FIRST, SECOND);
  const { client, close } = openDatabase(url, 1);
  const rows = await listConfigs(client, 10);
  expect(rows.map(({ version, authorId, commandId: id }) => [version, authorId, id])).toEqual([
    [2, "configuration file", "file-0001"],
    [1, "engine", null],
  ]);
  expect(rows[0]).toMatchObject({ reason: "a \uFFFD quiet week", changes: SECOND.changes });
  expect((await listConfigs(client, 10, 2)).map(({ version }) => version)).toEqual([1]);
  const found = await findConfig(client, 2);
  expect(found === null ? null : readConfig(found)).toEqual(SECOND.config);
  expect(await findConfig(client, 3)).toBeNull();
  await close();
});

test("an author who is a user or a key has the name people know", async () => {
  await commit(FIRST, { ...SECOND, author: { kind: "user", id: "u-1", role: "admin" } });
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const names = async () => {
    const { client, close } = openDatabase(url, 1);
    const rows = (await listConfigs(client, 10)).map(({ authorName }) => authorName);
    await close();
    return rows;
  };
  expect(await names()).toEqual([null, null]);
  await sql`insert into users (id, name, name_key, role, status, password_hash, created_wall_at)
    values ('u-1', 'Ada', 'ada', 'admin', 'active', 'none', now())`;
  await sql.end();
  expect(await names()).toEqual(["Ada", null]);
});

test("a version of an earlier release has what came since at its shipped value", async () => {
  await commit(FIRST);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const { size: _size, ...without } = DEFAULT_CONFIG;
  const columns =
    "version, sequence, config, changes, author_kind, author_id, author_role, reason, absent_not_before_wall_at, wall_at";
  await sql`insert into configs ${sql.unsafe(`(${columns})`)} values
    (2, 20, ${sql.json({ ...without, gone: { key: 1 } })}, '[]', 'owner', 'ada', 'admin', '', now(), now())`;
  const open = await openJournal(url);
  expect((await open.journal.load()).config?.config).toEqual({ ...DEFAULT_CONFIG, version: 2 });
  await open.close();
  await sql.end();
});

test("one version is written once, and nothing of it is ever changed", async () => {
  await commit(FIRST, SECOND);
  const open = await openJournal(url);
  await expect(open.journal.commit(sample.batch(30, [row(SECOND)]))).rejects.toThrow(/configs_pkey/);
  await open.close();
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  for (const text of ["update configs set reason = 'x'", "delete from configs", "truncate configs"])
    await expect(sql.unsafe(text)).rejects.toThrow(/append-only/);
  await sql.end();
});
