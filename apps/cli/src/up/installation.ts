import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { startEmbedded } from "@evenkeel/store/embedded";
import { readOrCreateSecret } from "@evenkeel/store/migrate";
import { ownDatabaseUrl } from "../env.ts";
import { Problem } from "../problem.ts";
import { type UpOptions, WORLD_DEFAULT, type World } from "./options.ts";

/** Everything one installation owns on this machine. */
export type Folders = {
  readonly root: string;
  readonly database: string;
  readonly exchange: string;
  readonly engine: string;
  readonly secrets: string;
  readonly logs: string;
};

export function foldersOf(root: string): Folders {
  return {
    root,
    database: join(root, "database"),
    exchange: join(root, "exchange"),
    engine: join(root, "engine"),
    secrets: join(root, "secrets"),
    logs: join(root, "logs"),
  };
}

/** The database of a root user runs as somebody else, who must be able to pass through (not to look). */
export function makeFolders(folders: Folders): void {
  const asRoot = process.getuid?.() === 0;
  try {
    mkdirSync(folders.root, { recursive: true, mode: asRoot ? 0o711 : 0o700 });
    for (const folder of [folders.exchange, folders.engine, folders.secrets, folders.logs])
      mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new Problem(`The data folder ${folders.root} cannot be made (${code}); name another with --data.`);
  }
}

export type Secrets = {
  readonly engine: string;
  readonly auth: string;
  readonly webRole: string;
  /** What makes the command line of this machine the owner; the dashboard is not given it. */
  readonly owner: string;
};

/** Made once, kept in files only the owner can read. */
export async function readSecrets(folders: Folders): Promise<Secrets> {
  const [engine, auth, webRole, owner] = await Promise.all(
    ["engine", "auth", "web-role", "owner"].map((name) => readOrCreateSecret(join(folders.secrets, name))),
  );
  return { engine: engine ?? "", auth: auth ?? "", webRole: webRole ?? "", owner: owner ?? "" };
}

/** The market an installation began with; null where none began. */
export function readWorld({ root }: Pick<Folders, "root">): World | null {
  const path = join(root, "world.json");
  if (!existsSync(path)) return null;
  // Installations of before there was a choice trade at Binance alone.
  return { ...WORLD_DEFAULT, venues: "binance", ...(JSON.parse(readFileSync(path, "utf8")) as Partial<World>) };
}

/** An installation keeps the market it began with: its books are about nothing else. */
export function settleWorld(folders: Folders, asked: Partial<World>): World {
  const began = readWorld(folders);
  const world: World = { ...WORLD_DEFAULT, ...began, ...asked };
  const differs = began !== null && (Object.keys(world) as (keyof World)[]).find((key) => world[key] !== began[key]);
  if (began !== null && differs) {
    throw new Problem(
      `This installation began with ${differs} ${began[differs]}; go on without --${differs}, begin anew with --fresh, or use another --data.`,
    );
  }
  if (began === null) writeFileSync(join(folders.root, "world.json"), JSON.stringify(world), { mode: 0o600 });
  return world;
}

/** Deletes the books of this installation, after asking whoever can answer. Secrets stay. */
export async function beginAnew(folders: Folders, options: UpOptions): Promise<void> {
  if (ownDatabaseUrl() !== null)
    throw new Problem("--fresh does not delete the database of DATABASE_URL; empty it by hand.");
  if (!existsSync(join(folders.root, "world.json")) && !existsSync(folders.database)) return;
  if (!options.yes && !(await confirm(folders.root))) throw new Problem("Nothing was deleted.");
  await stopOrphan(folders, options.databasePort);
  for (const folder of [folders.database, folders.exchange, folders.engine, join(folders.root, "world.json")])
    rmSync(folder, { recursive: true, force: true });
}

async function confirm(root: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Problem("--fresh deletes this installation's books: confirm with --yes.");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Delete all books, orders and users in ${root}? Type yes: `);
    return answer.trim().toLowerCase() === "yes";
  } finally {
    terminal.close();
  }
}

/** A database left running by a killed launcher must not lose its files under its feet. */
async function stopOrphan(folders: Folders, port: number): Promise<void> {
  if (!existsSync(join(folders.database, "data", "postmaster.pid"))) return;
  const database = await startEmbedded({ dataDirectory: folders.database, port });
  if (!database.ok) throw new Problem(database.error.message);
  if (!database.value.owned) throw new Problem("Another process uses this installation's database; stop it first.");
  await database.value.stop();
}
