import { type Finding, fail, warn, well } from "./finding.ts";

export type FolderFacts = {
  readonly path: string;
  readonly ownerUid: number;
  readonly mode: number;
  readonly writable: boolean;
  /** The file system it is on. */
  readonly device: number;
  readonly freeBytes: number;
  /** null where the file system does not count them. */
  readonly freeInodesPercent: number | null;
};

const OTHERS_READ_OR_WRITE = 0o066;
const MEBIBYTE = 2 ** 20;
const GIBIBYTE = 2 ** 30;
const FREE_BYTES_FAIL = 256 * MEBIBYTE;
const FREE_BYTES_WARN = 2 * GIBIBYTE;
const FREE_INODES_FAIL_PERCENT = 1;
const FREE_INODES_WARN_PERCENT = 5;

/** `null`: there is no such folder yet. */
export function judgeFolder(folder: FolderFacts | null, uid: number): Finding {
  const id = "data-folder";
  if (folder === null) return well(id, "There is no data folder yet; the first start makes it.");
  const { path, ownerUid, mode, writable } = folder;
  if (ownerUid !== uid)
    return fail(
      id,
      `${path} belongs to the user ${ownerUid}, and this is ${uid}.`,
      "Run as its owner, or name another --data.",
    );
  if (!writable) return fail(id, `${path} cannot be written.`, "Mount it writable, or name another --data.");
  if ((mode & OTHERS_READ_OR_WRITE) !== 0)
    return warn(id, `Others on this machine may look into ${path}.`, `Close it: chmod go-rw ${path}`);
  return well(id, `${path} is this user's alone.`);
}

export function judgeDisk(folders: readonly FolderFacts[]): Finding[] {
  const seen = new Set<number>();
  return folders.flatMap((folder) => {
    if (seen.has(folder.device)) return [];
    seen.add(folder.device);
    return [judgeSpace(folder), ...judgeInodes(folder)];
  });
}

const spaceIn = (bytes: number): string =>
  bytes >= GIBIBYTE ? `${(bytes / GIBIBYTE).toFixed(1)} GiB` : `${Math.floor(bytes / MEBIBYTE)} MiB`;

function judgeSpace({ path, freeBytes }: FolderFacts): Finding {
  const text = `${spaceIn(freeBytes)} are free where ${path} lies`;
  if (freeBytes < FREE_BYTES_FAIL)
    return fail("disk", `${text}: the database will soon refuse to write.`, `Free ${spaceIn(FREE_BYTES_WARN)} there.`);
  return freeBytes < FREE_BYTES_WARN
    ? warn("disk", `${text}.`, `Free ${spaceIn(FREE_BYTES_WARN)} or more there.`)
    : well("disk", `${text}.`);
}

function judgeInodes({ path, freeInodesPercent: free }: FolderFacts): Finding[] {
  if (free === null || free >= FREE_INODES_WARN_PERCENT) return [];
  const text = `Only ${free.toFixed(1)} % of the inodes are free where ${path} lies.`;
  const remedy = "Delete many small files there: the disk counts as full without them.";
  return [free < FREE_INODES_FAIL_PERCENT ? fail("inodes", text, remedy) : warn("inodes", text, remedy)];
}
