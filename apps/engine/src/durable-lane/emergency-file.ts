import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { DurableBatch } from "@evenkeel/core/events";
import type { Nonce } from "@evenkeel/core/ids";
import { deserialise, err, ok, type Result, serialise } from "@evenkeel/core/units";

/** Room for what more than a thousand orders need, behind as much again for what only tells. */
export const EMERGENCY_BYTES_MAX = 16 * 1024 * 1024;
/** The generation in force. Four bytes at the start of a block are written whole or not at all. */
const GENERATION_BYTES = 4;
/** Behind it the database's own name, stamped while the file holds nothing. */
const OWNER_BYTES = 12;
const FILE_HEADER_BYTES = GENERATION_BYTES + OWNER_BYTES;
/** Generation, length and CRC of the payload, four bytes each. */
const RECORD_HEADER_BYTES = 12;

/** A batch, and under which lease it was written. */
export type Kept = { readonly epoch: number; readonly batch: DurableBatch };

export type EmergencyFile = {
  /** What was appended and never cleared, oldest first; a torn last record is not part of it. */
  readonly kept: readonly Kept[];
  /** Durable when it resolves to `true`; `false` when more than this share of the file would be full. One call at a time. */
  readonly append: (kept: Kept, share: number) => Promise<boolean>;
  /** Everything in the file is in the database now. */
  readonly clear: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** The file holds rows of another database: merged into this one they would make its books wrong. */
export type ForeignFile = { readonly code: "foreign"; readonly owner: string; readonly batches: number };

/**
 * A file whose blocks exist before they are needed, so that a full disk cannot stop a hedge. Records carry the
 * generation they were written in and clearing begins a new one: what an earlier one left behind is never read.
 */
export async function openEmergencyFile(
  path: string,
  installation: Nonce,
  bytesMax = EMERGENCY_BYTES_MAX,
): Promise<Result<EmergencyFile, ForeignFile>> {
  const file = await openAllocated(path, bytesMax);
  const content = Buffer.alloc(bytesMax);
  await file.read(content, 0, bytesMax, 0);
  let generation = content.readUInt32LE(0);
  const found = readRecords(content, generation);
  let end = found.end;
  const owner = content.toString("latin1", GENERATION_BYTES, FILE_HEADER_BYTES).replace(/\0+$/, "");
  if (owner !== installation && found.kept.length > 0) {
    await file.close();
    return err({ code: "foreign", owner, batches: found.kept.length });
  }
  if (owner !== installation) {
    const name = Buffer.alloc(OWNER_BYTES);
    name.write(installation, "latin1");
    await writeWhole(file, name, GENERATION_BYTES);
    await file.datasync();
  }

  return ok({
    kept: found.kept,
    async append(kept, share) {
      const payload = Buffer.from(serialise(kept));
      const bytes = RECORD_HEADER_BYTES + payload.length;
      if (end + bytes > bytesMax * share) return false;
      const record = Buffer.alloc(bytes);
      record.writeUInt32LE(generation, 0);
      record.writeUInt32LE(payload.length, 4);
      record.writeUInt32LE(crc32(payload), 8);
      payload.copy(record, RECORD_HEADER_BYTES);
      await writeWhole(file, record, end);
      await file.datasync();
      end += bytes;
      return true;
    },
    async clear() {
      if (end === FILE_HEADER_BYTES) return;
      const header = Buffer.alloc(GENERATION_BYTES);
      header.writeUInt32LE(generation + 1, 0);
      await writeWhole(file, header, 0);
      await file.datasync();
      generation += 1;
      end = FILE_HEADER_BYTES;
    },
    close: () => file.close(),
  });
}

async function openAllocated(path: string, bytesMax: number): Promise<FileHandle> {
  const file = await open(path, "r+", 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return open(path, "w+", 0o600);
  });
  try {
    const { size } = await file.stat();
    if (size < bytesMax) {
      await writeWhole(file, Buffer.alloc(bytesMax - size), size);
      await file.sync();
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function writeWhole(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}

type Found = { readonly kept: Kept[]; readonly end: number };

function readRecords(content: Buffer, generation: number): Found {
  const kept: Kept[] = [];
  let at = FILE_HEADER_BYTES;
  while (at + RECORD_HEADER_BYTES <= content.length) {
    const record = readRecord(content, at, generation);
    if (record === null) break;
    kept.push(record);
    at += RECORD_HEADER_BYTES + content.readUInt32LE(at + 4);
  }
  return { kept, end: at };
}

function readRecord(content: Buffer, at: number, generation: number): Kept | null {
  const length = content.readUInt32LE(at + 4);
  const from = at + RECORD_HEADER_BYTES;
  if (content.readUInt32LE(at) !== generation || length === 0 || from + length > content.length) return null;
  const payload = content.subarray(from, from + length);
  if (crc32(payload) !== content.readUInt32LE(at + 8)) return null;
  const record = deserialise(payload.toString("utf8"));
  return record.ok ? (record.value as Kept) : null;
}
