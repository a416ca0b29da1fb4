import type { Claimant, Lease, LeaseDesk, LeaseSeen } from "@evenkeel/store/journal";
import { describe, expect, it } from "vitest";
import { type ClaimOptions, claimLease } from "./claim-lease.ts";
import { TAKE_OVER_WAIT_MS } from "./judge.ts";
import { nameProcess } from "./process-name.ts";

const LEASE_MS = 15_000;
const LOOK_MS = 500;
const CLAIMANT: Claimant = { holder: "ours", process: "p", machine: "here", leaseMs: LEASE_MS };
const LEASE: Lease = { epoch: 2, holderSince: 2, renew: async () => null, release: async () => {} };

type Owner = Partial<LeaseSeen> & {
  /** Looks after which it falls silent; without it never renews. */
  readonly beats?: number;
};

/** A database with an owner that renews once every two looks, and a clock that moves with the looks. */
function createStage(owner: Owner, wish: Partial<ClaimOptions["wish"]>) {
  const { beats = 0, ...known } = owner;
  const taken: LeaseSeen[] = [];
  const waited: string[] = [];
  const told: string[] = [];
  const clock = { ms: 0 };
  const away = new Set<number>();
  let looks = 0;
  const see = (): LeaseSeen => {
    looks += 1;
    if (away.has(looks)) throw new Error("no answer");
    const beat = Math.floor(Math.min(looks, beats) / 2);
    const seen = { holder: "theirs", process: "q", machine: "there", leaseMs: LEASE_MS, epoch: 1, beat };
    return { ...seen, shared: false, released: false, silentMs: 0, ...known };
  };
  const desk: LeaseDesk = {
    look: async () => see(),
    announce: async () => see(),
    take: async (seen) => {
      taken.push(seen);
      return LEASE;
    },
    close: async () => {},
  };
  const say = (_: unknown, text?: string): void => void told.push(text ?? String(_));
  const claiming = claimLease({
    desk,
    claimant: CLAIMANT,
    wish: { standsBy: false, takeOver: false, ...wish },
    log: { info: say, warn: say, error: say },
    onWaiting: ({ machine }) => {
      waited.push(machine);
      if (waited.length > 1_000) throw new Error("waits for ever");
    },
    pause: async (ms) => void (clock.ms += ms),
    elapsedMs: () => clock.ms,
  });
  return { claiming, taken, waited, told, clock, away, looks: () => looks };
}

const STANDS_BY = { standsBy: true };

describe("I12: the lease of a living engine", () => {
  it("is refused to a plain start, with the machine and the way out", async () => {
    const { claiming, taken } = createStage({ beats: 1_000_000 }, {});
    expect(await claiming).toMatchObject({
      ok: false,
      error: expect.stringMatching(/on there.*EVENKEEL_STANDBY=1/) as string,
    });
    expect(taken).toEqual([]);
  });

  it("is waited for by a standby, for ever", async () => {
    const { claiming, taken, told } = createStage({ beats: 1_000_000, shared: true }, STANDS_BY);
    await expect(claiming).rejects.toThrow("waits for ever");
    expect(taken).toEqual([]);
    expect(told).toEqual([
      "standing by: the other engine is silent",
      "standing by: another engine works on this database",
    ]);
  });

  it("is taken by a standby once it was seen silent for as long as it lasts", async () => {
    const { claiming, clock } = createStage({ beats: 20, shared: true }, STANDS_BY);
    expect(await claiming).toMatchObject({ ok: true, value: { from: "there", waitMs: TAKE_OVER_WAIT_MS } });
    const silentFrom = 19 * LOOK_MS;
    expect(clock.ms).toBe(silentFrom + LEASE_MS);
  });

  it("is not taken where its owner cannot have known that somebody stands by", async () => {
    const { claiming, taken, told } = createStage({ beats: 20 }, STANDS_BY);
    await expect(claiming).rejects.toThrow("waits for ever");
    expect(taken).toEqual([]);
    expect(told.at(-1)).toMatch(/may not take over.*EVENKEEL_TAKE_OVER=1/);
  });

  it("counts what was watched: neither a database that was away nor a standby that slept proves silence", async () => {
    const asleep = createStage({ shared: true }, STANDS_BY);
    asleep.clock.ms += 3_600_000;
    await asleep.claiming;
    expect(asleep.clock.ms - 3_600_000).toBeGreaterThanOrEqual(LEASE_MS - 4 * LOOK_MS);

    const cut = createStage({ shared: true }, STANDS_BY);
    for (let look = 10; look < 40; look += 1) cut.away.add(look);
    await cut.claiming;
    expect(cut.clock.ms).toBe(39 * LOOK_MS + LEASE_MS);
  });
});

describe("a lease nobody has", () => {
  it.each([
    ["given back", { released: true }],
    ["of a process that has ended", { process: nameProcess().replace(/\d+$/, "1") }],
    ["of this very process, whose own answer was lost", { process: CLAIMANT.process }],
  ])("is taken at once: %s", async (_, owner) => {
    for (const wish of [{}, STANDS_BY]) {
      const { claiming, looks } = createStage(owner, wish);
      expect(await claiming).toMatchObject({ ok: true, value: { waitMs: 0 } });
      expect(looks()).toBe(1);
    }
  });

  it("of our own data folder is taken when it has run out, by a plain start too", async () => {
    const { claiming } = createStage({ holder: "ours" }, {});
    expect(await claiming).toMatchObject({ ok: true, value: { waitMs: TAKE_OVER_WAIT_MS } });
  });

  it("is taken on somebody's word once it has run out", async () => {
    const refused = createStage({}, {});
    expect(await refused.claiming).toMatchObject({
      ok: false,
      error: expect.stringMatching(/EVENKEEL_TAKE_OVER=1/) as string,
    });
    const vouched = createStage({}, { takeOver: true });
    expect(await vouched.claiming).toMatchObject({ ok: true, value: { waitMs: TAKE_OVER_WAIT_MS } });
  });
});
