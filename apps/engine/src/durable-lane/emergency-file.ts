import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { DurableBatch } from "@evenkeel/core/events";
import { deserialise, serialise } from "@evenkeel/core/units";

/** Room for some ten thousand batches; a database that is away longer than that is a decision for its owner. */
export const EMERGENCY_BYTES_MAX = 16 * 1024 * 1024;
/** The generation in force. Four bytes at the start of a block are written whole or not at all. */
const FILE_HEADER_BYTES = 4;
/** Generation, length and CRC of the payload, four bytes each. */
const RECORD_HEADER_BYTES = 12;

export type EmergencyFile = {
  /** What was appended and never cleared, oldest first; a torn last record is not part of it. */
  readonly batches: readonly DurableBatch[];
  /** Durable when it resolves to `true`; `false` when the file is full. One call at a time. */
  readonly append: (batch: DurableBatch) => Promise<boolean>;
  /** Everything in the file is in the database now. */
  readonly clear: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * A file whose blocks exist before they are needed, so that a full disk cannot stop a hedge. Records carry the
 * generation they were written in and clearing begins a new one: what an earlier one left behind is never read.
 */
export async function openEmergencyFile(path: string, bytesMax = EMERGENCY_BYTES_MAX): Promise<EmergencyFile> {
  const file = await openAllocated(path, bytesMax);
  const content = Buffer.alloc(bytesMax);
  await file.read(content, 0, bytesMax, 0);
  let generation = content.readUInt32LE(0);
  const found = readRecords(content, generation);
  let end = found.end;

  return {
    batches: found.batches,
    async append(batch) {
      const payload = Buffer.from(serialise(batch));
      const bytes = RECORD_HEADER_BYTES + payload.length;
      if (end + bytes > bytesMax) return false;
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
      const header = Buffer.alloc(FILE_HEADER_BYTES);
      header.writeUInt32LE(generation + 1, 0);
      await writeWhole(file, header, 0);
      await file.datasync();
      generation += 1;
      end = FILE_HEADER_BYTES;
    },
    close: () => file.close(),
  };
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

type Found = { readonly batches: DurableBatch[]; readonly end: number };

function readRecords(content: Buffer, generation: number): Found {
  const batches: DurableBatch[] = [];
  let at = FILE_HEADER_BYTES;
  while (at + RECORD_HEADER_BYTES <= content.length) {
    const batch = readRecord(content, at, generation);
    if (batch === null) break;
    batches.push(batch);
    at += RECORD_HEADER_BYTES + content.readUInt32LE(at + 4);
  }
  return { batches, end: at };
}

function readRecord(content: Buffer, at: number, generation: number): DurableBatch | null {
  const length = content.readUInt32LE(at + 4);
  const from = at + RECORD_HEADER_BYTES;
  if (content.readUInt32LE(at) !== generation || length === 0 || from + length > content.length) return null;
  const payload = content.subarray(from, from + length);
  if (crc32(payload) !== content.readUInt32LE(at + 8)) return null;
  const batch = deserialise(payload.toString("utf8"));
  return batch.ok ? (batch.value as DurableBatch) : null;
}
