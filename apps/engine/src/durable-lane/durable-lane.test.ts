import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Nonce } from "@evenkeel/core/ids";
import { deserialise, wallTime } from "@evenkeel/core/units";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  BACKLOG_MAX,
  BACKLOG_STRAIN,
  COMMIT_MS_MAX,
  createDurableLane,
  type PersistEffect,
  type Stored,
} from "./durable-lane.ts";
import { type EmergencyFile, type Kept, openEmergencyFile } from "./emergency-file.ts";
import { createJournal, EPOCH, effect, kept, sequences, stored } from "./lane.test-data.ts";
import { mergeEmergencyFile } from "./merge-emergency-file.ts";

const FILE_BYTES = 8_192;
const OURS = "ours1234" as Nonce;
let folder = "";
let path = "";
let open: { close: () => unknown }[] = [];
let wallMs = 0;
let reaches = true;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-lane-"));
  path = join(folder, "emergency");
  open = [];
  wallMs = 2_000;
  reaches = true;
});
afterEach(async () => {
  vi.useRealTimers();
  for (const each of open) await each.close();
  rmSync(folder, { recursive: true, force: true });
});

async function openFile(bytes = FILE_BYTES): Promise<EmergencyFile> {
  const file = await openEmergencyFile(path, OURS, bytes);
  if (!file.ok) throw new Error(file.error.code);
  open.push(file.value);
  return file.value;
}

function createLane(file: EmergencyFile, journal: ReturnType<typeof createJournal>) {
  const outages: boolean[] = [];
  const fatal: unknown[] = [];
  let strains = 0;
  const lane = createDurableLane({
    journal,
    file,
    isFinal: (error) => error instanceof Error && error.message.includes("violates"),
    onFatal: (error) => fatal.push(error),
    onCommit: () => {},
    wallNowMs: () => wallTime(wallMs),
    lease: { epoch: EPOCH, reaches: () => reaches },
    onOutage: (away) => outages.push(away),
    onStrain: () => {
      strains += 1;
    },
  });
  open.push({ close: lane.stop });
  const persist = (persisted: PersistEffect): Promise<Stored> =>
    new Promise((resolve) => lane.persist(persisted, resolve));
  return { lane, persist, outages, fatal, strains: () => strains };
}

describe("a database that answers", () => {
  it("commits in order and never touches the file", async () => {
    const journal = createJournal();
    const { persist, outages } = createLane(await openFile(), journal);
    expect(await Promise.all([1, 2, 3].map((sequence) => persist(effect(sequence, "enter"))))).toEqual([
      stored(2_000),
      stored(2_000),
      stored(2_000),
    ]);
    expect(journal.committed).toEqual([1, 2, 3]);
    expect(outages).toEqual([]);
    expect(sequences((await openFile()).kept)).toEqual([]);
  });
});

describe("batches that wait", () => {
  it("become durable together, in their order, with the commit after the one under way", async () => {
    const journal = createJournal();
    journal.set("held");
    const { persist } = createLane(await openFile(), journal);
    const all = [1, 2, 3, 4].map((sequence) => persist(effect(sequence, "enter")));
    await expect.poll(() => journal.waiting.length).toBe(1);
    wallMs = 2_010;
    journal.waiting[0]?.settle();
    expect(await all[0]).toEqual(stored(2_000));
    await expect.poll(() => journal.waiting.length).toBe(2);
    journal.waiting[1]?.settle();
    expect(await Promise.all(all.slice(1))).toEqual([stored(2_010), stored(2_010), stored(2_010)]);
    expect(journal.transactions).toEqual([[1], [2, 3, 4]]);
  });

  it("go to the file in their order when the first of them is late: none stands there without the one before it", async () => {
    const journal = createJournal();
    journal.set("held");
    const { persist } = createLane(await openFile(), journal);
    const late = persist(effect(1, "notes"));
    await sleep(COMMIT_MS_MAX / 2);
    const younger = persist(effect(2, "hedge"));
    await late;
    await Promise.all([younger, persist(effect(3, "hedge"))]);
    expect(sequences((await openFile()).kept)).toEqual([1, 2, 3]);
  });

  it("are written one by one where one of them never can be: a hedge before it does not fall with it", async () => {
    const journal = createJournal();
    journal.broken.add(4);
    journal.set("held");
    const { persist, fatal } = createLane(await openFile(), journal);
    const hedges = [1, 2, 3].map((sequence) => persist(effect(sequence, "hedge")));
    void persist(effect(4, "notes"));
    void persist(effect(5, "notes"));
    await expect.poll(() => journal.waiting.length).toBe(1);
    journal.set("prompt");
    journal.waiting[0]?.settle();
    expect(await Promise.all(hedges)).toEqual([stored(2_000), stored(2_000), stored(2_000)]);
    await expect.poll(() => fatal.length).toBe(1);
    expect(journal.committed).toEqual([1, 2, 3]);
  });
});

describe("I12: what is stored says when it was checked", () => {
  it("from before the try that came through, however long that took", async () => {
    const journal = createJournal();
    journal.set("held");
    const { persist } = createLane(await openFile(), journal);
    const enters = persist(effect(1, "enter"));
    wallMs = 2_200;
    await expect.poll(() => journal.waiting.length).toBe(1);
    journal.waiting[0]?.settle();
    expect(await enters).toEqual(stored(2_000));
  });

  it("from before the file had it, where the database does not answer", async () => {
    const journal = createJournal();
    journal.set("down");
    const { persist } = createLane(await openFile(), journal);
    expect(await persist(effect(1, "hedge"))).toEqual(stored(2_000));
    wallMs = 3_000;
    expect(await persist(effect(2, "hedge"))).toEqual(stored(3_000));
  });
});

describe("a database that is away", () => {
  it("lets only what reduces risk stand on the file", async () => {
    const journal = createJournal();
    journal.set("down");
    const { persist, outages, lane } = createLane(await openFile(), journal);
    expect(await persist(effect(1, "notes"))).toMatchObject({ stored: true });
    expect(await persist(effect(2, "enter"))).toMatchObject({ stored: false });
    expect(await persist(effect(3, "hedge"))).toMatchObject({ stored: true });
    expect(outages).toEqual([true]);
    expect(lane.use().backlog).toBe(3);
    const again = await openFile();
    expect(sequences(again.kept)).toEqual([1, 2, 3]);
  });

  it("is waited for once: what stands in line before a hedge does not each time wait out the limit", async () => {
    const journal = createJournal();
    journal.set("held");
    const { persist } = createLane(await openFile(), journal);
    expect(await persist(effect(1, "enter"))).toMatchObject({ stored: false });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    expect(await persist(effect(2, "enter"))).toMatchObject({ stored: false });
    expect(await persist(effect(3, "hedge"))).toMatchObject({ stored: true });
    vi.useRealTimers();
  });

  it("gives the database the backlog in order and only then forgets the file", async () => {
    const journal = createJournal();
    journal.set("down");
    const { persist, lane, outages } = createLane(await openFile(), journal);
    await persist(effect(1, "notes"));
    await persist(effect(2, "hedge"));
    expect(sequences((await openFile()).kept)).toEqual([1, 2]);
    journal.set("prompt");
    expect(await lane.drain(5_000)).toBe(true);
    expect(await persist(effect(3, "enter"))).toMatchObject({ stored: true });
    expect(journal.committed).toEqual([1, 2, 3]);
    expect(outages).toEqual([true, false]);
    expect(sequences((await openFile()).kept)).toEqual([]);
  });

  it("waits a quarter of a second for a slow one, then decides", async () => {
    const journal = createJournal();
    journal.set("held");
    const { persist } = createLane(await openFile(), journal);
    const [enters, hedges] = [persist(effect(1, "enter")), persist(effect(2, "hedge"))];
    expect(await enters).toEqual({ stored: false, reason: "not committed within 250 ms" });
    expect(await hedges).toMatchObject({ stored: true });
    journal.set("prompt");
    journal.waiting[0]?.settle();
    await expect.poll(() => journal.committed).toEqual([1, 2]);
  });

  it("says so when the file is full, and loses nothing", async () => {
    const journal = createJournal();
    journal.set("down");
    const { persist, lane } = createLane(await openFile(1_024), journal);
    expect(await persist(effect(1, "hedge", 600))).toMatchObject({ stored: true });
    expect(await persist(effect(2, "hedge", 600))).toMatchObject({
      stored: false,
      reason: expect.stringContaining("full") as unknown,
    });
    journal.set("prompt");
    await lane.drain(5_000);
    expect(journal.committed).toEqual([1, 2]);
  });

  it("keeps half of the file for what moves money, whatever else is told for hours", async () => {
    const journal = createJournal();
    journal.set("down");
    const { persist, lane } = createLane(await openFile(4_096), journal);
    const told = await Promise.all(Array.from({ length: 20 }, (_, at) => persist(effect(1 + at, "notes", 200))));
    expect(told.filter((outcome) => outcome.stored).length).toBeLessThan(10);
    expect(await persist(effect(21, "hedge", 600))).toMatchObject({ stored: true });
    journal.set("prompt");
    expect(await lane.drain(5_000)).toBe(true);
    expect(journal.committed).toEqual(Array.from({ length: 21 }, (_, at) => at + 1));
  });

  it("bears hours of it, calls out the half, and ends loudly with everything it took before", async () => {
    const journal = createJournal();
    journal.set("held");
    const { lane, fatal, strains, outages } = createLane(await openFile(64), journal);
    lane.persist(effect(0, "notes"), () => {});
    await expect.poll(() => journal.waiting.length).toBe(1);
    for (let sequence = 1; sequence < BACKLOG_STRAIN; sequence += 1) lane.persist(effect(sequence, "notes"), () => {});
    expect(strains()).toBe(0);
    for (let sequence = BACKLOG_STRAIN; sequence < BACKLOG_MAX; sequence += 1)
      lane.persist(effect(sequence, "notes"), () => {});
    expect([strains(), fatal]).toEqual([1, []]);
    lane.persist(effect(BACKLOG_MAX, "notes"), () => {});
    expect(fatal).toEqual([
      new Error(`the database did not take ${BACKLOG_MAX} batches: this process ends, the file keeps`),
    ]);
    expect(lane.use().backlog).toBe(BACKLOG_MAX);
    expect(outages).toEqual([]);
  });

  it("stops for good when the database refuses the rows themselves", async () => {
    const journal = createJournal();
    journal.set("held");
    const { lane, fatal } = createLane(await openFile(), journal);
    lane.persist(effect(1, "enter"), () => {});
    await expect.poll(() => journal.waiting.length).toBe(1);
    journal.waiting[0]?.settle(new Error("violates a constraint"));
    await expect.poll(() => fatal.length).toBe(1);
    expect(journal.committed).toEqual([]);
  });
});

describe("I12: a database that is away while another engine stands by", () => {
  it("lets nothing leave any more once the lease has run out, and keeps on file what happened", async () => {
    const journal = createJournal();
    journal.set("down");
    const { persist } = createLane(await openFile(), journal);
    expect(await persist(effect(1, "hedge"))).toEqual(stored(2_000));
    reaches = false;
    expect(await persist(effect(2, "notes"))).toMatchObject({ stored: true });
    const over = { stored: false, reason: expect.stringContaining("the lease has run out") as string };
    expect(await persist(effect(3, "hedge"))).toEqual(over);
    expect((await openFile()).kept.map(({ epoch, batch: { sequence } }) => [epoch, sequence])).toEqual([
      [EPOCH, 1],
      [EPOCH, 2],
      [EPOCH, 3],
    ]);
    reaches = true;
    expect(await persist(effect(4, "hedge"))).toMatchObject({ stored: true });
  });
});

describe("a file of another database", () => {
  const theirs = "them5678" as Nonce;

  it("is never opened while it holds anything, and stays as it was", async () => {
    await (await openFile()).append(kept(7), 1);
    const before = readFileSync(path);
    expect(await openEmergencyFile(path, theirs, FILE_BYTES)).toEqual({
      ok: false,
      error: { code: "foreign", owner: OURS, batches: 1 },
    });
    expect(readFileSync(path)).toEqual(before);
    expect(sequences((await openFile()).kept)).toEqual([7]);
  });

  it("is taken over once it is empty", async () => {
    const file = await openFile();
    await file.append(kept(7), 1);
    await file.clear();
    const taken = await openEmergencyFile(path, theirs, FILE_BYTES);
    if (!taken.ok) throw new Error(taken.error.code);
    open.push(taken.value);
    await taken.value.append(kept(9), 1);
    expect(await openEmergencyFile(path, OURS, FILE_BYTES)).toMatchObject({ error: { owner: theirs, batches: 1 } });
  });
});

describe("the next start", () => {
  const merge = async (journal: ReturnType<typeof createJournal>, holderSince: number) =>
    mergeEmergencyFile(await openFile(), journal, holderSince, `${path}.superseded`);

  async function leave(...all: Kept[]): Promise<void> {
    const file = await openFile();
    for (const each of all) await file.append(each, 1);
  }

  it("merges what the file holds, in order, and forgets it", async () => {
    await leave(kept(7), kept(8));
    const journal = createJournal();
    expect(await merge(journal, EPOCH)).toEqual({ merged: 2, superseded: 0 });
    expect(journal.committed).toEqual([7, 8]);
    expect((await openFile()).kept).toEqual([]);
  });

  it("puts aside what was written before another engine worked on the database", async () => {
    await leave(kept(7, 3), kept(8, 3), kept(9, 5));
    const journal = createJournal();
    expect(await merge(journal, 5)).toEqual({ merged: 1, superseded: 2 });
    expect(journal.committed).toEqual([9]);
    expect((await openFile()).kept).toEqual([]);
    const aside = readFileSync(`${path}.superseded`, "utf8").trim().split("\n");
    expect(aside.map((line) => deserialise(line))).toEqual(
      [kept(7, 3), kept(8, 3)].map((value) => ({ ok: true, value })),
    );
  });

  it("keeps exactly what was written, digit by digit", async () => {
    await leave(kept(7, EPOCH, 40));
    expect((await openFile()).kept).toEqual([kept(7, EPOCH, 40)]);
  });

  it.each([
    ["cut short", (bytes: Buffer, end: number) => bytes.fill(0, end - 5)],
    ["changed", (bytes: Buffer, end: number) => bytes.writeUInt8(bytes.readUInt8(end - 5) ^ 1, end - 5)],
    ["without its header", (bytes: Buffer, end: number) => bytes.fill(0, 16 + (end - 16) / 2)],
  ])("leaves out a last record that is %s", async (_, damage) => {
    await leave(kept(7), kept(8));
    const bytes = readFileSync(path);
    const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
    damage(bytes, end);
    writeFileSync(path, bytes);
    expect(sequences((await openFile()).kept)).toEqual([7]);
  });

  it("never reads what was there before the last clear", async () => {
    await leave(kept(1), kept(2), kept(3));
    const file = await openFile();
    await file.clear();
    await file.append(kept(4), 1);
    const again = await openFile();
    expect(sequences(again.kept)).toEqual([4]);
    await again.append(kept(5), 1);
    expect(sequences((await openFile()).kept)).toEqual([4, 5]);
  });
});
