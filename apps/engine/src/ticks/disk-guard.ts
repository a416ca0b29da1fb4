import { statfs } from "node:fs/promises";
import { SECOND_MS } from "@evenkeel/core/units";

/** Ticks are the first to go: with less room than this the disk is kept for orders, fills and the ledger. */
export const FREE_BYTES_MIN = 2 * 2 ** 30;
/** They come back with some more, so that a disk at the edge does not switch to and fro. */
const FREE_BYTES_ENOUGH = 2.5 * 2 ** 30;
const LOOK_EVERY_MS = 15 * SECOND_MS;
const GIB = 2 ** 30;

export type DiskGuardOptions = {
  readonly folder: string;
  /** A sentence while there is too little room, null when there is enough again. */
  readonly onChange: (reason: string | null) => void;
  readonly freeBytes?: (folder: string) => Promise<number>;
};

export type DiskGuard = { readonly look: () => Promise<void>; readonly stop: () => void };

export const readFreeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/** Looks at the disk of the data folder, where the embedded database lives too. */
export function guardDisk({ folder, onChange, freeBytes = readFreeBytes }: DiskGuardOptions): DiskGuard {
  let isShort = false;
  const look = async (): Promise<void> => {
    const free = await freeBytes(folder);
    if (!isShort && free < FREE_BYTES_MIN) {
      isShort = true;
      onChange(`the disk has less than ${FREE_BYTES_MIN / GIB} GiB left`);
    } else if (isShort && free > FREE_BYTES_ENOUGH) {
      isShort = false;
      onChange(null);
    }
  };
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS);
  return { look, stop: () => clearInterval(timer) };
}
