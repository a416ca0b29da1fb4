import { type CommandLog, openLog } from "./log.ts";
import { dropOlder, type LogRecord, logPath, syncDirectory, writeSnapshot } from "./snapshot.ts";

/** Commands on the disk before anybody hears of them, and now and then a whole copy so that a start stays short. */
export interface Journal {
  append(record: LogRecord): void;
  /** Runs in order, when everything appended before is on the disk; at once where nothing is waiting. */
  whenDurable(action: () => void): void;
  /** Begins a new log and stores what `encode` gives of the same moment. One at a time. */
  snapshot(encode: () => Buffer): Promise<void>;
  snapshotDue(): boolean;
  close(): Promise<void>;
}

export interface JournalSettings {
  readonly directory: string;
  readonly generation: number;
  readonly commandsMax: number;
  readonly intervalMs: number;
  readonly onFailure: (error: Error) => void;
}

export async function openJournal(settings: JournalSettings): Promise<Journal> {
  const { directory, onFailure } = settings;
  let generation = settings.generation;
  let logs: CommandLog[] = [await openLog(logPath(directory, generation), onFailure)];
  await syncDirectory(directory);
  let records = 0;
  let turnedAtMs = performance.now();
  let turning: Promise<void> | null = null;
  let waiting = 0;
  let tail: Promise<unknown> = Promise.resolve();

  const allDurable = (): boolean => logs.every((log) => log.isDurable());
  const durable = (): Promise<unknown> => Promise.all(logs.map((log) => log.durable()));

  const turn = async (encode: () => Buffer): Promise<void> => {
    const next = generation + 1;
    const opened = await openLog(logPath(directory, next), onFailure);
    await syncDirectory(directory);
    // From here to the copy in one breath: no command may fall between the old log and the new one.
    const old = logs;
    const bytes = encode();
    logs = [...old, opened];
    generation = next;
    records = 0;
    turnedAtMs = performance.now();
    await Promise.all(old.map((log) => log.durable()));
    logs = [opened];
    await Promise.all(old.map((log) => log.close()));
    await writeSnapshot(directory, next, bytes);
    await dropOlder(directory, next);
  };

  return {
    append: (record) => {
      logs.at(-1)?.append(record);
      if (record.kind !== "clock") records += 1;
    },
    whenDurable: (action) => {
      if (waiting === 0 && allDurable()) return action();
      waiting += 1;
      const written = durable();
      tail = tail
        .then(() => written)
        .then(() => {
          waiting -= 1;
          action();
        });
    },
    snapshot: (encode) => {
      turning ??= turn(encode).finally(() => {
        turning = null;
      });
      return turning;
    },
    snapshotDue: () =>
      turning === null && (records >= settings.commandsMax || performance.now() - turnedAtMs >= settings.intervalMs),
    close: async () => {
      await turning;
      await tail;
      await Promise.all(logs.map((log) => log.close()));
    },
  };
}
