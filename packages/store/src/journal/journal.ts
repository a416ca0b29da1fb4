import type { DurableBatch } from "@evenkeel/core/events";
import type { Journal } from "@evenkeel/core/ports";
import type { AuditHead } from "../audit/chain.ts";
import { openWriter, type Writer } from "../database/connect.ts";
import { openDatabase } from "../database/reader.ts";
import { commitBatches, readHead } from "./commit.ts";
import { type EncodedBatch, encodeBatch } from "./encode.ts";
import { type InstrumentBook, openInstruments } from "./instruments.ts";
import { loadState } from "./load.ts";

/** Calls waiting for the one before them. Past this the engine writes faster than the disk and must know. */
const WAITING_MAX = 1_000;
const HEAD_READS_MAX = 3;

export type OpenJournal = {
  readonly journal: Journal;
  readonly instruments: InstrumentBook;
  readonly close: () => Promise<void>;
};

function createCommit(sql: Writer, book: InstrumentBook, leaseEpoch: number | null): Journal["commit"] {
  /** Where the chain ended when we last knew; `null` after anything went wrong. */
  let head: AuditHead | null = null;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  const write = async (batches: readonly EncodedBatch[]): Promise<void> => {
    await book.flush();
    let left = batches;
    for (let read = 0; read < HEAD_READS_MAX; read += 1) {
      const from: AuditHead = head ?? (await readHead(sql));
      head = null;
      const outcome = await commitBatches(sql, left, from, leaseEpoch);
      if (outcome.kind === "committed") head = outcome.head;
      if (outcome.kind === "repeated") left = left.filter(({ sequence }) => !outcome.sequences.has(sequence));
      if (outcome.kind === "committed" || left.length === 0) return;
    }
    throw new Error("another process keeps writing the audit trail");
  };

  return async (...batches: readonly DurableBatch[]): Promise<void> => {
    if (waiting >= WAITING_MAX) throw new Error(`more than ${WAITING_MAX} commits wait for the database`);
    const encoded = batches.map((batch) => encodeBatch(batch, book));
    waiting += 1;
    const mine = last.then(() => write(encoded));
    last = mine.catch(() => {});
    try {
      await mine;
    } finally {
      waiting -= 1;
    }
  };
}

/**
 * The durable truth of one database. `commit` writes what it is given as one transaction, one call after the
 * other; a batch given again is a no-op, so an unknown outcome is answered by trying again. With an epoch it writes
 * only while the lease is of that epoch; without one it is for reading and for tests.
 */
export async function openJournal(url: string, leaseEpoch: number | null = null): Promise<OpenJournal> {
  const writer = openWriter(url);
  const reader = openDatabase(url, 1);
  const close = async (): Promise<void> => {
    await Promise.all([writer.close(), reader.close()]);
  };
  try {
    const instruments = await openInstruments(writer.client);
    const load: Journal["load"] = async () => {
      instruments.pin();
      return loadState(reader.client, instruments);
    };
    return { journal: { load, commit: createCommit(writer.client, instruments, leaseEpoch) }, instruments, close };
  } catch (error) {
    await close();
    throw error;
  }
}
