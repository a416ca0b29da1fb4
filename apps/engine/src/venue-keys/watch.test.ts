import type { AlertEntry, AuditEntry } from "@evenkeel/core/events";
import { err, ok, type Result } from "@evenkeel/core/units";
import type { Standing, VenueKey, VenueKeys } from "@evenkeel/store/venue-keys";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { watchVenueKey } from "./watch.ts";

const NOW = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIT: Standing = {
  accountId: "7",
  mayTrade: true,
  mayMoveFundsOut: false,
  mayMoveBetweenWallets: false,
  ipRestricted: true,
  createdAtMs: NOW,
  expiresAtMs: null,
  earnAssets: [],
};
const RUNNING = { id: "k", venue: "binance", environment: "simulation", label: "main", hint: "wxyz" } as VenueKey;

let answer: Result<Standing, string>;
let probes: number;
let saved: Standing[];
let forgotten: string[];
let alerts: string[];
let audits: AuditEntry[];
let reported: number;
let storeFails: boolean;
let stop: () => void;

const begin = (): void => {
  const keys: Pick<VenueKeys, "saveProbe" | "forgetRetired"> = {
    async saveProbe(_, standing) {
      if (storeFails) throw new Error("the database is away");
      saved.push(standing);
    },
    forgetRetired: async ({ id }) => void forgotten.push(id),
  };
  stop = watchVenueKey({
    keys: keys as VenueKeys,
    running: { ...RUNNING, replaces: null, standing: null },
    probe: async () => {
      probes += 1;
      return answer;
    },
    note: async (audit: AuditEntry, alert: AlertEntry | null) => {
      audits.push(audit);
      if (alert !== null) alerts.push(`${alert.level} ${alert.code}`);
    },
    report: () => {
      reported += 1;
    },
    nowMs: Date.now,
  });
};
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  answer = ok(FIT);
  [probes, reported, storeFails] = [0, 0, false];
  [saved, forgotten, alerts, audits] = [[], [], [], []];
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

it("looks at once and then every hour, and writes down what changed", async () => {
  begin();
  await pass(1);
  expect([probes, saved.length, forgotten]).toEqual([1, 1, ["k"]]);
  await pass(3 * HOUR_MS);
  expect(probes).toBe(4);
  expect(alerts).toEqual([]);
  expect(audits.map(({ action }) => action)).toEqual(["venue-key-probed"]);
});

it.each<[change: Partial<Standing>, alert: string]>([
  [{ ipRestricted: false }, "WARNING key-no-ip-restriction"],
  [{ earnAssets: ["USDT"] }, "WARNING key-earn-auto-subscribe"],
  [{ expiresAtMs: NOW + 6 * DAY_MS }, "WARNING key-expires-soon"],
  [{ expiresAtMs: NOW - 1 }, "CRITICAL key-expired"],
])("%j alarms once, and once more after it was gone", async (change, alert) => {
  answer = ok({ ...FIT, ...change });
  begin();
  await pass(2 * HOUR_MS);
  expect(alerts).toEqual([alert]);
  answer = ok(FIT);
  await pass(HOUR_MS);
  answer = ok({ ...FIT, ...change });
  await pass(HOUR_MS);
  expect(alerts).toEqual([alert, alert]);
});

it("says a key ends when its last week begins, not before", async () => {
  answer = ok({ ...FIT, expiresAtMs: NOW + 7 * DAY_MS + 2 * HOUR_MS });
  begin();
  await pass(HOUR_MS);
  expect(alerts).toEqual([]);
  await pass(2 * HOUR_MS);
  expect(alerts).toEqual(["WARNING key-expires-soon"]);
});

it("leaves to the account read what it alarms about itself, and still writes it down", async () => {
  answer = ok({ ...FIT, mayMoveFundsOut: true, mayTrade: false });
  begin();
  await pass(1);
  expect(alerts).toEqual([]);
  expect(audits[0]).toMatchObject({ detail: { permissions: "may-move-funds-out" } });
});

it("asks again sooner when the venue does not answer, and says so once", async () => {
  answer = err("binance answered timeout");
  begin();
  await pass(11 * 60_000);
  expect(probes).toBe(3);
  expect(alerts).toEqual(["WARNING key-not-probed"]);
  expect([saved, forgotten]).toEqual([[], []]);
});

it("outlives a database that is away, and ends when it is told to", async () => {
  storeFails = true;
  begin();
  await pass(1);
  expect(reported).toBe(1);
  storeFails = false;
  await pass(6 * 60_000);
  expect(saved.length).toBe(1);
  stop();
  await pass(5 * HOUR_MS);
  expect(probes).toBe(2);
});
