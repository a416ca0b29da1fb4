import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";

/** An append-only log of JSON lines, each behind its own check sum, made durable in groups. */
export interface CommandLog {
  append(record: unknown): void;
  /** True when everything appended so far is on the disk. */
  isDurable(): boolean;
  /** Resolves when everything appended up to now is on the disk. */
  durable(): Promise<void>;
  close(): Promise<void>;
}

export function encodeRecord(record: unknown): string {
  const text = JSON.stringify(record);
  return `${crc32(text).toString(16).padStart(8, "0")} ${text}\n`;
}

export interface Decoded {
  readonly records: readonly unknown[];
  /** Where the last whole record ends; what follows was never acknowledged. */
  readonly validBytes: number;
}

/** A torn or damaged tail ends the log; the same in the middle means the disk lied, and nothing may be guessed. */
export function decodeLog(bytes: Buffer): Decoded {
  const records: unknown[] = [];
  let from = 0;
  while (from < bytes.length) {
    const end = bytes.indexOf(10, from);
    const line = end < 0 ? null : bytes.toString("utf8", from, end);
    const record = line === null ? null : decodeLine(line);
    if (record === null) {
      if (end >= 0 && end < bytes.length - 1) throw new Error(`The command log is damaged at byte ${from}.`);
      break;
    }
    records.push(record);
    from = end + 1;
  }
  return { records, validBytes: from };
}

function decodeLine(line: string): unknown {
  const text = line.slice(9);
  if (line[8] !== " " || crc32(text).toString(16).padStart(8, "0") !== line.slice(0, 8)) return null;
  return JSON.parse(text) as unknown;
}

/** `onFailure` must end the process: after a failed write nothing may be acknowledged any more. */
export async function openLog(path: string, onFailure: (error: Error) => void): Promise<CommandLog> {
  const file: FileHandle = await open(path, "a");
  let pending: string[] = [];
  let waiting: (() => void)[] = [];
  let writing: Promise<void> | null = null;
  let failed = false;

  const flush = async (): Promise<void> => {
    while (pending.length > 0) {
      const batch = pending.join("");
      const settled = waiting;
      pending = [];
      waiting = [];
      await file.appendFile(batch);
      await file.datasync();
      for (const resolve of settled) resolve();
    }
    writing = null;
  };
  const start = (): void => {
    if (failed) return;
    writing ??= flush().catch((error: unknown) => {
      failed = true;
      onFailure(error instanceof Error ? error : new Error(String(error)));
    });
  };
  let lastBatch: Promise<void> = Promise.resolve();
  return {
    append: (record) => {
      pending.push(encodeRecord(record));
      lastBatch = new Promise((resolve) => waiting.push(resolve));
      // The rest of this turn's records join the same write.
      queueMicrotask(start);
    },
    isDurable: () => pending.length === 0 && writing === null,
    durable: () => lastBatch,
    close: async () => {
      await lastBatch;
      await file.close();
    },
  };
}
