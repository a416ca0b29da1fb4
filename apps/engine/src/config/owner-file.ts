import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { CommandAuthor, ConfigDoor } from "@evenkeel/api/engine";
import { FIRST_FILE, readOwnerFile, readText, writeOwnerFile, writeText } from "@evenkeel/config";
import { type Config, configChanges, patchOf } from "@evenkeel/core/events";
import type { Log } from "../log.ts";
import { type Agreed, hashOf, keepAgreed, readAgreed } from "./agreed.ts";

/** Between two looks at the file; a text is taken when two looks in a row saw it the same. */
const LOOK_MS = 1_000;
const COMMAND_ID_LENGTH = 40;

export const FILE_AUTHOR: CommandAuthor = { kind: "owner", id: "configuration file", role: "admin" };

export type OwnerFileParts = {
  readonly path: string;
  /** Where the engine remembers the text it last agreed with. */
  readonly memory: string;
  readonly nonce: string;
  readonly running: () => Config;
  readonly change: ConfigDoor["change"];
  /** Nothing changed, and why. Told once for every text. */
  readonly onRefused: (sentence: string) => void;
  readonly log: Pick<Log, "info" | "warn">;
};

/** What cannot be done about which text; it is said again only about another. */
type Wrong = { readonly about: string; readonly message: string };

export type OwnerFile = {
  readonly state: () => { readonly path: string; readonly problem: string | null };
  /** Takes what was edited while the engine was away, then looks every second. */
  readonly begin: () => Promise<void>;
  readonly look: () => Promise<void>;
  readonly stop: () => void;
};

/**
 * The owner's file and the running configuration, kept the same. An edit is a command like any other; a change made
 * elsewhere is written into the file. What cannot be taken changes nothing and is said.
 */
export function createOwnerFile(parts: OwnerFileParts): OwnerFile {
  const { path, memory, nonce, running } = parts;
  let agreed: Agreed | null = null;
  let wrongText: Wrong | null = null;
  let wrongWrite: Wrong | null = null;
  let lastLook = "";
  let looking = false;
  let timer: NodeJS.Timeout | null = null;

  const tell = (before: Wrong | null, about: string, message: string): Wrong => {
    if (before?.about !== about) parts.onRefused(message);
    return { about, message };
  };
  const refuse = (hash: string, { message }: { readonly message: string }): void => {
    wrongText = tell(wrongText, hash, message);
  };

  const agree = async (text: string | null, config: Config): Promise<void> => {
    agreed = { hash: hashOf(text), config };
    wrongText = null;
    wrongWrite = null;
    // A memory that cannot be written costs a restart its knowledge of who edited last, and nothing else.
    await keepAgreed(memory, path, nonce, agreed).catch((error: unknown) =>
      parts.log.warn({ error: String(error) }, "what the configuration file last said cannot be remembered"),
    );
  };

  /** An edit is what differs from the text both sides knew: what was changed elsewhere meanwhile stays changed. */
  const take = async (text: string, hash: string): Promise<void> => {
    const read = readOwnerFile(text);
    if (!read.ok) return refuse(hash, read.error);
    const said = read.value.config;
    const { version: base } = running();
    const edit = configChanges(agreed?.config ?? running(), said);
    const id = `file-${createHash("sha256").update(`${hash} ${base}`).digest("hex").slice(0, COMMAND_ID_LENGTH)}`;
    const asked = { id, base, reason: `edited in ${path}`.slice(-200) };
    const outcome = await parts.change({ kind: "patch", patch: patchOf(edit) }, asked, FILE_AUTHOR, true);
    if (outcome.kind === "refused") return refuse(hash, outcome.refusal);
    // Overtaken by another change: the next look judges the same edit on what runs then.
    if (outcome.kind !== "received" || outcome.receipt.code === "config-changed") return;
    parts.log.info({ outcome: outcome.receipt.text }, "the configuration file was taken");
    await agree(text, said);
  };

  /** What was changed elsewhere is written where the owner looks, around everything else that stands there. */
  const writeBack = async (text: string | null): Promise<void> => {
    const config = running();
    const written = writeOwnerFile(text ?? FIRST_FILE, config);
    if (!written.ok) return;
    try {
      if (written.value !== text) await writeText(path, written.value);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "unknown";
      const message = `The configuration file ${path} cannot be written (${code}): it no longer says what runs.`;
      wrongWrite = tell(wrongWrite, `${hashOf(text)} ${config.version}`, message);
      return;
    }
    await agree(written.value, config);
  };

  const compare = async (): Promise<void> => {
    const found = await readText(path);
    if (!found.ok) return refuse(found.error.message, found.error);
    const text = found.value;
    const hash = hashOf(text);
    if (hash === wrongText?.about) return;
    wrongText = null;
    if (text !== null && hash !== agreed?.hash) await take(text, hash);
    // What could not be taken is its owner's to mend: nothing is written over it.
    if (text !== null && hash !== agreed?.hash) return;
    if (text === null || agreed === null || configChanges(agreed.config, running()).length > 0) await writeBack(text);
  };

  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      const seen = await signature(path);
      const steady = seen === lastLook;
      lastLook = seen;
      if (steady) await compare();
    } catch (error) {
      parts.log.warn({ error: String(error) }, "the configuration file could not be looked at; trying again");
    } finally {
      looking = false;
    }
  };

  return {
    state: () => ({ path, problem: wrongText?.message ?? wrongWrite?.message ?? null }),
    async begin() {
      agreed = await readAgreed(memory, path, nonce);
      lastLook = await signature(path);
      await look();
      timer = setInterval(() => void look(), LOOK_MS);
      timer.unref();
    },
    look,
    stop() {
      if (timer !== null) clearInterval(timer);
    },
  };
}

/** Changes with every save, also with those of editors that write another file and rename it. */
async function signature(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found === null ? "none" : `${found.ino} ${found.size} ${found.mtimeMs}`;
}
