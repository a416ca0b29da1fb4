import type { Nonce } from "@evenkeel/core/ids";
import { wallTime } from "@evenkeel/core/units";
import { type Lease, type LeaseDesk, openInstallation, openJournal, openLeaseDesk } from "@evenkeel/store/journal";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startDatabase, type TestDatabase } from "./support/database.ts";
import * as sample from "./support/sample.ts";

let server: TestDatabase;
let url = "";
let desks: LeaseDesk[] = [];

beforeAll(async () => {
  server = await startDatabase();
  url = server.url;
});
afterAll(() => server.close());

const MADE = { nonce: "abcdefgh" as Nonce, world: "demo", createdAt: wallTime(1_700_000_000_001) };

beforeEach(async () => {
  await server.sql`delete from leases`;
  await server.sql`update installation set lease_epoch = 0`;
  await openInstallation(url, MADE);
});
afterEach(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  desks = [];
});

const openDesk = (): LeaseDesk => {
  const desk = openLeaseDesk(url);
  desks.push(desk);
  return desk;
};
const claimant = (holder: string) => ({ holder, process: `process of ${holder}`, machine: "here", leaseMs: 15_000 });

async function take(desk: LeaseDesk, holder: string): Promise<Lease> {
  const lease = await desk.take(await desk.look(), claimant(holder));
  if (lease === null) throw new Error("no lease");
  return lease;
}

describe("the installation and its lease", () => {
  test("what the first start made stays, and nobody has the lease yet", async () => {
    expect(await openInstallation(url, { ...MADE, nonce: "zzzzzzzz" as Nonce, world: "live" })).toEqual(MADE);
    expect(await openDesk().look()).toMatchObject({ epoch: 0, beat: 0, released: true, shared: false });
  });

  test("each lease has a higher epoch, and says who has it", async () => {
    const desk = openDesk();
    expect(await take(desk, "first")).toMatchObject({ epoch: 1, holderSince: 1 });
    expect(await desk.look()).toMatchObject({ ...claimant("first"), epoch: 1, released: false, shared: false });
    expect(await take(openDesk(), "second")).toMatchObject({ epoch: 2, holderSince: 2 });
  });

  test("of two who saw the same, one takes it", async () => {
    const [one, other] = [openDesk(), openDesk()];
    const seen = await one.look();
    const taken = await Promise.all([one.take(seen, claimant("one")), other.take(seen, claimant("other"))]);
    expect(taken.filter((lease) => lease !== null)).toMatchObject([{ epoch: 1 }]);
  });

  test("one that was renewed since it was seen is not taken", async () => {
    const desk = openDesk();
    const lease = await take(desk, "first");
    const seen = await openDesk().look();
    expect(await lease.renew(false)).toEqual({ standby: null, standbyPolls: 0 });
    expect(await openDesk().take(seen, claimant("second"))).toBeNull();
    expect(await openDesk().look()).toMatchObject({ holder: "first", epoch: 1, beat: seen.beat + 1 });
  });

  test("a renewal tells who stands by, and the one who stands by is told that its owner knows", async () => {
    const lease = await take(openDesk(), "first");
    const standby = openDesk();
    expect(await standby.announce("there")).toMatchObject({ shared: false, silentMs: expect.any(Number) as number });
    expect(await lease.renew(true)).toEqual({ standby: "there", standbyPolls: 1 });
    expect(await standby.announce("there")).toMatchObject({ shared: true });
    const next = await take(standby, "second");
    expect(await standby.look()).toMatchObject({ shared: false, released: false });
    expect(await next.renew(false)).toMatchObject({ standby: null });
  });

  test("whose lease went to another hears so, and gives nothing back", async () => {
    const first = await take(openDesk(), "first");
    await take(openDesk(), "second");
    expect(await first.renew(false)).toBeNull();
    await first.release();
    expect(await openDesk().look()).toMatchObject({ holder: "second", released: false });
  });

  test("one folder that comes back at once has held it since its first epoch; with another in between it begins anew", async () => {
    for (const [holder, epoch, holderSince] of [
      ["a", 1, 1],
      ["a", 2, 1],
      ["b", 3, 3],
      ["a", 4, 4],
    ] as const)
      expect(await take(openDesk(), holder)).toMatchObject({ epoch, holderSince });
  });

  test("a broken connection is opened again", async () => {
    const desk = openDesk();
    const lease = await take(desk, "first");
    await server.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()`;
    await expect.poll(() => lease.renew(false).catch(() => "broken")).toMatchObject({ standbyPolls: 0 });
  });
});

describe("I12: an engine whose lease went to another", () => {
  const mine = async (epoch: number) => {
    const journal = await openJournal(url, epoch);
    await journal.instruments.describe(sample.INSTRUMENTS);
    return journal;
  };
  const LOST = { message: expect.stringMatching(/another engine/) as string, code: "22012" };

  test("stores nothing more, however it still runs", async () => {
    const old = await mine((await take(openDesk(), "first")).epoch);
    await old.journal.commit(sample.batch(1, [sample.auditRow("before")]));
    const next = await take(openDesk(), "second");
    const late = sample.batch(9, [
      { table: "intent", intent: sample.intent(sample.PLAN, "long", 0) },
      sample.auditRow("late"),
    ]);
    await expect(old.journal.commit(late)).rejects.toMatchObject(LOST);
    const young = await mine(next.epoch);
    await young.journal.commit(sample.batch(3, [sample.auditRow("mine")]));
    await Promise.all([old.close(), young.close()]);
  });

  test("is not told that a batch is stored which an earlier try of its own had stored", async () => {
    const old = await mine((await take(openDesk(), "first")).epoch);
    const batch = sample.batch(11, [sample.auditRow("its reply was lost")]);
    await old.journal.commit(batch);
    await old.journal.commit(batch);
    await take(openDesk(), "second");
    await expect(old.journal.commit(batch)).rejects.toMatchObject(LOST);
    await old.close();
  });

  test("is waited for: the lease changes hands behind what it is storing just now", async () => {
    const desk = openDesk();
    await take(desk, "first");
    const seen = await desk.look();
    const storing = postgres(url, { max: 1 });
    let taking: Promise<Lease | null> | undefined;
    await storing.begin(async (transaction) => {
      await transaction`select 1 from installation where id = 1 for share`;
      taking = desk.take(seen, claimant("second"));
      const waits = () => server.sql`select 1 from pg_stat_activity where wait_event_type = 'Lock'`;
      await expect.poll(async () => (await waits()).length).toBe(1);
      expect(await Promise.race([taking, Promise.resolve("not yet")])).toBe("not yet");
    });
    expect(await taking).toMatchObject({ epoch: 2 });
    await storing.end();
  });
});
