import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";

type Work = { readonly path: string; readonly ready: () => Promise<void> } | { readonly bytes: Buffer };

export type BlockWriter = {
  /** What comes next goes to this file. `ready` runs when it is open. */
  readonly openNext: (path: string, ready: () => Promise<void>) => void;
  readonly push: (bytes: Buffer) => void;
  readonly pendingBytes: () => number;
  /** Writes what is waiting and closes the file. */
  readonly close: () => Promise<void>;
};

/** Writes in order behind the caller's back. The first error ends it. */
export function createBlockWriter(options: {
  readonly release: (bytes: Buffer) => void;
  readonly onError: (error: unknown) => void;
}): BlockWriter {
  const waiting: Work[] = [];
  let file: FileHandle | null = null;
  let pendingBytes = 0;
  let running: Promise<void> | null = null;
  let failed = false;

  const perform = async (work: Work): Promise<void> => {
    if ("path" in work) {
      await file?.close();
      await mkdir(dirname(work.path), { recursive: true, mode: 0o700 });
      file = await open(work.path, "wx", 0o600);
      await work.ready();
      return;
    }
    for (let written = 0; written < work.bytes.length; ) {
      written += (await file?.write(work.bytes, written))?.bytesWritten ?? work.bytes.length;
    }
    pendingBytes -= work.bytes.length;
    options.release(work.bytes);
  };

  const run = async (): Promise<void> => {
    try {
      for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) await perform(work);
    } catch (error) {
      failed = true;
      waiting.length = 0;
      options.onError(error);
    }
    running = null;
  };

  const add = (work: Work): void => {
    if (failed) return;
    waiting.push(work);
    running ??= run();
  };

  return {
    openNext: (path, ready) => add({ path, ready }),
    push(bytes) {
      pendingBytes += bytes.length;
      add({ bytes });
    },
    pendingBytes: () => pendingBytes,
    async close() {
      await running;
      await file?.close().catch(() => {});
      file = null;
    },
  };
}
