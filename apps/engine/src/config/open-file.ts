import { join } from "node:path";
import type { ConfigDoor } from "@evenkeel/api/engine";
import type { Config } from "@evenkeel/core/events";
import type { Notes } from "../door/notes.ts";
import type { EngineSettings } from "../env.ts";
import type { Log } from "../log.ts";
import { createOwnerFile, FILE_AUTHOR, type OwnerFile } from "./owner-file.ts";

type Parts = {
  readonly settings: Pick<EngineSettings, "configPath" | "dataFolder">;
  readonly nonce: string;
  readonly running: () => Config;
  readonly door: { readonly config: ConfigDoor };
  readonly notes: Pick<Notes, "note">;
  readonly log: Log;
};

/** The owner's file of this installation; `null` where none was named. */
export function openOwnerFile({ settings, nonce, running, door, notes, log }: Parts): OwnerFile | null {
  if (settings.configPath === null) return null;
  return createOwnerFile({
    path: settings.configPath,
    memory: join(settings.dataFolder, "config.agreed.json"),
    nonce,
    running,
    change: door.config.change,
    onRefused(reason) {
      log.warn(reason);
      const audit = { subject: "config", action: "config-file-refused", author: FILE_AUTHOR, detail: { reason } };
      // Said in the log and on the page already; a journal that is away says so itself.
      notes.note(audit, { level: "WARNING", code: "config-file-refused", text: reason }).catch(() => {});
    },
    log,
  });
}

/**
 * With nothing to guard, what the owner meant counts before anything is entered. With open pairs nothing waits for a
 * file: they are guarded on what ran last, and the edit comes when it can be read and stored.
 */
export async function beginFile(file: Pick<OwnerFile, "begin"> | null, openPairs: number): Promise<void> {
  const begun = file?.begin();
  if (openPairs === 0) await begun;
}
