import type { Renewal } from "@evenkeel/store/journal";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keepLease } from "./keep-lease.ts";

const LEASE_MS = 15_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A database that answers when told to, and a machine with two clocks. */
function createHouse() {
  const database = { answers: true, standby: null as string | null, polls: 0, lost: false, asked: [] as boolean[] };
  const [steady, wall] = [{ ms: 0 }, { ms: 1_000_000 }];
  const told: string[] = [];
  const say = (_: unknown, text?: string): void => void told.push(text ?? String(_));
  const renew = async (shared: boolean): Promise<Renewal | null> => {
    database.asked.push(shared);
    if (!database.answers) throw new Error("no answer");
    return database.lost ? null : { standby: database.standby, standbyPolls: database.polls };
  };
  const kept = keepLease({
    lease: { epoch: 7, holderSince: 7, renew, release: async () => {} },
    leaseMs: LEASE_MS,
    log: { info: say, warn: say, error: say },
    onLost: (error) => {
      told.push(error.message);
      kept.stop();
    },
    clocks: [() => steady.ms, () => wall.ms],
  });
  /** Time passes on both clocks; a standby that lives asks once a second. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      steady.ms += 1_000;
      wall.ms += 1_000;
      if (database.standby !== null) database.polls += 1;
      await vi.advanceTimersByTimeAsync(1_000);
    }
  };
  return { database, kept, pass, told, steady, wall };
}

describe("alone", () => {
  it("is held while the database confirms it, and what stands on the file counts however long it is away", async () => {
    const { kept, pass, database } = createHouse();
    await pass(20_000);
    expect([kept.held(), kept.reaches(), kept.standby()]).toEqual([true, true, null]);
    database.answers = false;
    await pass(3_600_000);
    expect([kept.held(), kept.reaches()]).toEqual([false, true]);
    expect(database.asked).not.toContain(true);
    kept.stop();
  });

  it("is over when another engine has it", async () => {
    const { kept, pass, database, told } = createHouse();
    database.lost = true;
    await pass(5_000);
    expect(told).toEqual(["another engine has taken the lease of this database"]);
    kept.stop();
  });
});

describe("I12: with a standby", () => {
  const shared = async () => {
    const house = createHouse();
    house.database.standby = "there";
    await house.pass(5_000);
    expect(house.kept.standby()).toBe("there");
    expect(house.database.asked.at(-1)).toBe(true);
    return house;
  };

  it("what stands on the file counts until the lease runs out, and again from the database's next word on", async () => {
    const { kept, pass, database, told } = await shared();
    database.answers = false;
    await pass(LEASE_MS - 1_000);
    expect(kept.reaches()).toBe(true);
    await pass(1_000);
    expect([kept.held(), kept.reaches()]).toEqual([false, false]);
    expect(told).toContain("the lease has run out unconfirmed: nothing is sent until it is confirmed");
    database.answers = true;
    await pass(1_000);
    expect([kept.held(), kept.reaches()]).toEqual([true, true]);
    kept.stop();
  });

  it("counts as known from the moment it may have been told, whatever became of the answer", async () => {
    const { kept, pass, database } = createHouse();
    await pass(2_000);
    database.standby = "there";
    await pass(1_000);
    expect(kept.standby()).toBe("there");
    database.answers = false;
    await pass(LEASE_MS);
    expect(database.asked.at(-1)).toBe(true);
    expect(kept.reaches()).toBe(false);
    kept.stop();
  });

  it("that was not heard of for as long as a lease is forgotten, once the database has that", async () => {
    const { kept, pass, database } = await shared();
    database.standby = null;
    await pass(LEASE_MS);
    expect(kept.standby()).toBeNull();
    // The next renewal would say so, and does not come through.
    database.answers = false;
    await pass(LEASE_MS);
    expect(database.asked.at(-1)).toBe(false);
    expect(kept.reaches()).toBe(false);
    database.answers = true;
    await pass(1_000);
    database.answers = false;
    await pass(LEASE_MS);
    expect(kept.reaches()).toBe(true);
    kept.stop();
  });

  it.each([
    ["slept", "wall"],
    ["had its clock set back", "steady"],
  ] as const)("the longest of the clocks counts: a machine that %s", async (_, moving) => {
    const { kept, database, ...clocks } = await shared();
    database.answers = false;
    clocks[moving].ms += LEASE_MS;
    clocks[moving === "wall" ? "steady" : "wall"].ms -= moving === "wall" ? 0 : 3_600_000;
    expect(kept.reaches()).toBe(false);
    kept.stop();
  });

  it("is doubted where the venue's clock has shown that time passed uncounted", async () => {
    const { kept, pass } = await shared();
    kept.doubt();
    expect(kept.reaches()).toBe(false);
    await pass(1_000);
    expect(kept.reaches()).toBe(true);
    kept.stop();
  });
});
