import { expect, it } from "vitest";
import { judgeLease, type Standing, TAKE_OVER_WAIT_MS, type Verdict } from "./judge.ts";

const LEASE_MS = 15_000;

const told = (verdict: Verdict): string =>
  verdict.kind === "take" ? `take after ${verdict.waitMs}` : `${verdict.kind}: ${verdict.why}`;

const AT_ONCE = "take after 0";
const LATER = `take after ${TAKE_OVER_WAIT_MS}`;

/** Every row is what is known of the lease, then what a plain start does, then what a standby does. */
it.each<[string, Partial<Standing>, string, string]>([
  ["given back", { released: true }, AT_ONCE, AT_ONCE],
  ["given back, and looked at for an hour", { released: true, silentMs: 3_600_000 }, AT_ONCE, AT_ONCE],
  ["of a process that certainly ended", { ended: true }, AT_ONCE, AT_ONCE],
  ["just seen, nothing known", {}, "wait: may-work", "wait: may-work"],
  ["silent, not for long enough", { silentMs: LEASE_MS - 1 }, "wait: may-work", "wait: may-work"],
  ["renewed before our eyes", { renewing: true }, "refuse: works", "wait: works"],
  ["renewed before our eyes, of our own folder", { renewing: true, ownFolder: true }, "refuse: works", "wait: works"],
  ["renewed, silent since", { renewing: true, silentMs: LEASE_MS - 1, shared: true }, "refuse: works", "wait: works"],
  ["run out and shared", { silentMs: LEASE_MS, shared: true }, LATER, LATER],
  ["renewed, then run out and shared", { renewing: true, silentMs: LEASE_MS, shared: true }, LATER, LATER],
  ["run out, of our own folder", { silentMs: LEASE_MS, ownFolder: true }, LATER, LATER],
  ["run out, its owner knew of no standby", { silentMs: LEASE_MS }, "refuse: unshared", "wait: unshared"],
  ["silent for a day, its owner knew of none", { silentMs: 86_400_000 }, "refuse: unshared", "wait: unshared"],
])("I12: a lease %s", (_, known, plain, standby) => {
  const standing: Standing = {
    released: false,
    ended: false,
    renewing: false,
    silentMs: 0,
    leaseMs: LEASE_MS,
    shared: false,
    ownFolder: false,
    ...known,
  };
  expect(told(judgeLease(standing, { standsBy: false, takeOver: false }))).toBe(plain);
  expect(told(judgeLease(standing, { standsBy: true, takeOver: false }))).toBe(standby);
  // A word that the other is gone counts for nothing while it is seen to work.
  const vouched = told(judgeLease(standing, { standsBy: false, takeOver: true }));
  expect(vouched).toBe(plain === "refuse: unshared" ? LATER : plain);
});
