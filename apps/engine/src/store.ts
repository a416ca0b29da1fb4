import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Nonce, parseNonce } from "@evenkeel/core/ids";
import type { Journal } from "@evenkeel/core/ports";
import { BrokenInvariant, err, ok, type Result, wallTime } from "@evenkeel/core/units";
import { type Accounts, createAccounts } from "@evenkeel/store/accounts";
import { type Database, openDatabase } from "@evenkeel/store/history";
import {
  type Installation,
  type InstrumentBook,
  type Lease,
  openInstallation,
  openJournal,
  takeLease,
} from "@evenkeel/store/journal";
import { migrate, TimescaleRequired } from "@evenkeel/store/migrate";
import { createVenueKeys, type VenueKeys } from "@evenkeel/store/venue-keys";

const NONCE_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const NONCE_LENGTH = 8;
/** The backend of a killed engine needs a moment to notice and let go. */
const LEASE_TRIES_MAX = 40;
const LEASE_PAUSE_MS = 250;
/** Who may come in is asked on connections of its own: no view, however slow, keeps anybody from stopping. */
const DOOR_CONNECTIONS = 2;

export type EngineStore = {
  readonly installation: Installation;
  readonly lease: Lease;
  readonly journal: Journal;
  readonly instruments: InstrumentBook;
  readonly database: Database;
  readonly accounts: Accounts;
  readonly venueKeys: VenueKeys;
  /** What people call the author behind an id. */
  readonly findAuthor: (id: string) => Promise<string | null>;
  readonly close: () => Promise<void>;
};

const findAuthorIn =
  (accounts: Accounts) =>
  async (id: string): Promise<string | null> => {
    if (id.startsWith("u_")) return (await accounts.findUser(id))?.name ?? null;
    return (await accounts.listApiKeys()).find((key) => key.id === id)?.label ?? null;
  };

function randomNonce(): Nonce {
  const letters = Array.from({ length: NONCE_LENGTH }, () => NONCE_LETTERS[randomInt(NONCE_LETTERS.length)]);
  const parsed = parseNonce(letters.join(""));
  if (!parsed.ok) throw new BrokenInvariant("a nonce of the right letters is one");
  return parsed.value;
}

/** Everything that is kept in Postgres. `world` ties the database to the market its books are about. */
export async function openStore(
  url: string,
  world: string,
  nowMs: number,
  requireTimescale: boolean,
): Promise<Result<EngineStore, string>> {
  try {
    await migrate(url, { requireTimescale });
  } catch (error) {
    if (error instanceof TimescaleRequired) return err(error.message);
    throw error;
  }
  const installation = await openInstallation(url, { nonce: randomNonce(), world, createdAt: wallTime(nowMs) });
  if (installation.world !== world) {
    return err(
      `This database belongs to ${installation.world}, not to ${world}: start with that world and seed, or begin anew with --fresh.`,
    );
  }
  const lease = await awaitLease(url);
  if (lease === null) return err("Another engine works on this database; stop it first.");
  const journal = await openJournal(url, lease.epoch);
  const views = openDatabase(url);
  const doors = openDatabase(url, DOOR_CONNECTIONS);
  const accounts = createAccounts(doors.client);
  return ok({
    installation,
    lease,
    journal: journal.journal,
    instruments: journal.instruments,
    database: views.client,
    accounts,
    findAuthor: findAuthorIn(accounts),
    venueKeys: createVenueKeys(views.client),
    async close() {
      await Promise.all([journal.close(), doors.close(), views.close()]);
      await lease.release();
    },
  });
}

async function awaitLease(url: string): Promise<Lease | null> {
  for (let tried = 0; tried < LEASE_TRIES_MAX; tried += 1) {
    const lease = await takeLease(url);
    if (lease.ok) return lease.value;
    await sleep(LEASE_PAUSE_MS);
  }
  return null;
}

/** Data errors, broken constraints and a missing table: trying again cannot mend what is wrong with the rows. */
const FINAL_STATE = /^(?:22|23|42)/;

export function isFinalError(error: unknown): boolean {
  if (error instanceof BrokenInvariant) return true;
  if (!(error instanceof Error)) return false;
  if (error.message.includes("committed before with other rows")) return true;
  return "code" in error && typeof error.code === "string" && error.code.length === 5 && FINAL_STATE.test(error.code);
}
