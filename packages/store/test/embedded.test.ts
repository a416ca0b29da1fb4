import { spawn } from "node:child_process";
import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type EmbeddedDatabase, findEmbedded, startEmbedded } from "@evenkeel/store/embedded";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Held, hold } from "./support/holder.ts";
import { freePort, temporaryDirectory } from "./support/place.ts";

let home: ReturnType<typeof temporaryDirectory>;
let directory: string;
let port: number;
const cleanups: (() => Promise<void>)[] = [];

beforeEach(async () => {
  home = temporaryDirectory();
  directory = join(home.path, "database");
  port = await freePort();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  home.remove();
});

async function start(): Promise<EmbeddedDatabase> {
  const started = await startEmbedded({ dataDirectory: directory, port });
  if (!started.ok) throw new Error(started.error.message);
  cleanups.push(started.value.stop);
  return started.value;
}

async function holdHere(): Promise<Awaited<ReturnType<typeof hold>>> {
  const holder = await hold(directory, port);
  cleanups.push(() => holder.end("SIGTERM"));
  return holder;
}

const urlOf = (held: Held): string => {
  if (!held.ok) throw new Error(held.error.message);
  return held.value.url;
};

async function query<T>(url: string, text: string): Promise<T[]> {
  const sql = postgres(url, { max: 1, connect_timeout: 3, onnotice: () => {} });
  try {
    return (await sql.unsafe(text)) as unknown as T[];
  } finally {
    await sql.end();
  }
}

const serverPid = (): number => Number(readFileSync(join(directory, "data/postmaster.pid"), "utf8").split("\n")[0]);

test("who only looks in finds one that runs, and starts none", async () => {
  expect(await findEmbedded(directory)).toEqual({ ok: true, value: null });
  const { url, stop } = await start();
  expect(await findEmbedded(directory)).toEqual({ ok: true, value: url });
  await stop();
  expect(await findEmbedded(directory)).toEqual({ ok: true, value: null });
});

describe("the embedded database", () => {
  test("starts fresh, durable and on loopback only, and opens again with its rows", async () => {
    const first = await start();
    expect(first.owned).toBe(true);
    const settings = await query<{ name: string; setting: string }>(
      first.url,
      "select name, setting from pg_settings where name in " +
        "('fsync','synchronous_commit','full_page_writes','listen_addresses','unix_socket_directories') order by name",
    );
    expect(settings.map((row) => `${row.name}=${row.setting}`)).toEqual([
      "fsync=on",
      "full_page_writes=on",
      "listen_addresses=127.0.0.1",
      "synchronous_commit=on",
      "unix_socket_directories=",
    ]);
    expect(statSync(join(directory, "password")).mode & 0o777).toBe(0o600);
    await query(first.url, "create table kept (id int); insert into kept values (7)");
    await first.stop();
    await expect(query(first.url, "select 1")).rejects.toThrow(/ECONNREFUSED/);
    const second = await start();
    expect(await query(second.url, "select id from kept")).toEqual([{ id: 7 }]);
  });

  test("refuses a wrong password", async () => {
    const { url } = await start();
    const wrong = new URL(url);
    wrong.password = "wrong";
    await expect(query(wrong.href, "select 1")).rejects.toThrow(/password authentication failed/);
  });

  test("a second start attaches and does not stop what it does not own", async () => {
    const first = await holdHere();
    const second = await start();
    expect(second).toMatchObject({ url: urlOf(first.held), owned: false });
    await second.stop();
    expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await first.end("SIGTERM");
    await expect(query(second.url, "select 1")).rejects.toThrow(/ECONNREFUSED/);
  });

  test("two first starts at once make one database", async () => {
    const [a, b] = await Promise.all([holdHere(), holdHere()]);
    expect(urlOf(a.held)).toBe(urlOf(b.held));
    expect([a, b].filter(({ held }) => held.ok && held.value.owned)).toHaveLength(1);
  });

  test("takes over the orphan of a killed parent", async () => {
    const holder = await holdHere();
    await query(urlOf(holder.held), "create table kept (id int); insert into kept values (1)");
    const orphan = serverPid();
    await holder.end("SIGKILL");
    const next = await start();
    expect(next.owned).toBe(true);
    expect(serverPid()).toBe(orphan);
    expect(await query(next.url, "select id from kept")).toEqual([{ id: 1 }]);
    await next.stop();
    await expect(query(next.url, "select 1")).rejects.toThrow(/ECONNREFUSED/);
  });

  test("recovers every acknowledged row after kill -9 of the server and of its parent", async () => {
    const holder = await holdHere();
    await query(urlOf(holder.held), "create table kept as select generate_series(1, 1000) as id");
    process.kill(serverPid(), "SIGKILL");
    await holder.end("SIGKILL");
    const next = await start();
    expect(next.owned).toBe(true);
    expect(await query(next.url, "select count(*)::int as count from kept")).toEqual([{ count: 1000 }]);
  });

  test("a lock that a killed server leaves a moment longer than its socket is waited out, not taken for a stranger", async () => {
    await (await start()).stop();
    const data = join(directory, "data");
    const dying = join(home.path, "postgres");
    copyFileSync("/bin/sleep", dying);
    const child = spawn(dying, ["60"], { stdio: "ignore" });
    writeFileSync(join(data, "postmaster.pid"), `${child.pid}\n${data}\n0\n${port}\n\n127.0.0.1\n\nready   \n`);
    const starting = start();
    await sleep(300);
    child.kill("SIGKILL");
    expect((await starting).owned).toBe(true);
  });

  test("a stale lock whose process number another program now has does not block", async () => {
    await (await start()).stop();
    const data = join(directory, "data");
    writeFileSync(join(data, "postmaster.pid"), `${process.pid}\n${data}\n0\n${port}\n\n127.0.0.1\n\nready   \n`);
    expect((await start()).owned).toBe(true);
  });

  test("a busy port is one clear sentence", async () => {
    const server = createServer().listen(port, "127.0.0.1");
    cleanups.push(async () => void server.close());
    const started = await startEmbedded({ dataDirectory: directory, port });
    expect(started).toEqual({
      ok: false,
      error: {
        code: "port-busy",
        message: `Port ${port} on this machine is used by another program; stop that program or choose another database port.`,
      },
    });
  });

  test("a lost password and another major version are told, not overwritten", async () => {
    await (await start()).stop();
    const password = readFileSync(join(directory, "password"));
    rmSync(join(directory, "password"));
    expect(await startEmbedded({ dataDirectory: directory, port })).toMatchObject({
      error: { code: "password-missing" },
    });
    writeFileSync(join(directory, "password"), password);
    writeFileSync(join(directory, "data/PG_VERSION"), "15\n");
    expect(await startEmbedded({ dataDirectory: directory, port })).toMatchObject({
      error: { code: "version-mismatch" },
    });
  });
});
