import { randomInt } from "node:crypto";
import { type Nonce, parseNonce } from "@evenkeel/core/ids";
import type { Journal } from "@evenkeel/core/ports";
import { BrokenInvariant, err, ok, type Result, wallTime } from "@evenkeel/core/units";
import { type Accounts, createAccounts } from "@evenkeel/store/accounts";
import { type Database, openDatabase } from "@evenkeel/store/history";
import {
  type Installation,
  type InstrumentBook,
  isInstalled,
  openInstallation,
  openJournal,
} from "@evenkeel/store/journal";
import { migrate, TimescaleRequired } from "@evenkeel/store/migrate";
import { createVenueKeys, type VenueKeys } from "@evenkeel/store/venue-keys";
import type { Claim, KeptLease } from "./lease/index.ts";

const NONCE_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const NONCE_LENGTH = 8;
/** Who may come in is asked on connections of its own: no view, however slow, keeps anybody from stopping. */
const DOOR_CONNECTIONS = 2;

export type EngineStore = {
  readonly installation: Installation;
  readonly lease: KeptLease;
  readonly journal: Journal;
  readonly instruments: InstrumentBook;
  readonly database: Database;
  readonly accounts: Accounts;
  readonly venueKeys: VenueKeys;
  /** What people call the author behind an id. */
  readonly findAuthor: (id: string) => Promise<string | null>;
  /** `quiet`: nothing is under way at any venue; the next engine need not wait. */
  readonly close: (quiet: boolean) => Promise<void>;
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

export type StoreParts = {
  readonly url: string;
  /** Ties the database to the market its books are about. */
  readonly world: string;
  readonly nowMs: number;
  readonly requireTimescale: boolean;
  readonly claim: Claim;
};

/** Everything that is kept in Postgres, and the right to write there. */
export async function openStore(parts: StoreParts): Promise<Result<EngineStore, string>> {
  const { url, world } = parts;
  // Tables that an engine may be working on are changed by nobody but the one that has the lease.
  const installed = await isInstalled(url);
  const refused = installed ? null : await bringUp(parts);
  if (refused !== null) return err(refused);
  const offered = { nonce: randomNonce(), world, createdAt: wallTime(parts.nowMs) };
  const installation = await openInstallation(url, offered);
  if (installation.world !== world) {
    return err(
      `This database belongs to ${installation.world}, not to ${world}: start with that world and seed, or begin anew with --fresh.`,
    );
  }
  const claimed = await parts.claim(installation.nonce);
  if (!claimed.ok) return claimed;
  const lease = claimed.value;
  const refusedLate = installed ? await bringUp(parts) : null;
  if (refusedLate !== null) {
    await lease.release();
    await lease.close();
    return err(refusedLate);
  }
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
    async close(quiet) {
      await Promise.all([journal.close(), doors.close(), views.close()]);
      lease.stop();
      if (quiet) await lease.release();
      await lease.close();
    },
  });
}

/** Brings the tables to this release, or says why that may not be. */
async function bringUp({ url, requireTimescale }: StoreParts): Promise<string | null> {
  try {
    await migrate(url, { requireTimescale });
    return null;
  } catch (error) {
    if (error instanceof TimescaleRequired) return error.message;
    throw error;
  }
}

/** Data errors, broken constraints and a missing table: trying again cannot mend what is wrong with the rows. */
const FINAL_STATE = /^(?:22|23|42)/;

export function isFinalError(error: unknown): boolean {
  if (error instanceof BrokenInvariant) return true;
  if (!(error instanceof Error)) return false;
  if (error.message.includes("committed before with other rows")) return true;
  return "code" in error && typeof error.code === "string" && error.code.length === 5 && FINAL_STATE.test(error.code);
}
