import type { EngineEvent } from "@evenkeel/core/events";
import { serialise, venueTime, wallTime } from "@evenkeel/core/units";
import type { AccountChange } from "@evenkeel/store/accounts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { chainAccountChanges } from "./account-changes.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ADA = { kind: "user", id: "ada", role: "admin" } as const;
const change = (id: number): AccountChange => ({
  id,
  action: "role-changed",
  subject: "otto",
  author: ADA,
  detail: { from: "viewer", to: "admin" },
  atMs: 1_000 + id,
});

function chaining(table: AccountChange[], chained: number) {
  const events: EngineEvent[] = [];
  const warned: unknown[] = [];
  const state = { away: false, asked: 0 };
  const { stop } = chainAccountChanges({
    changes: {
      lastChained: async () => chained,
      after: async (id, limit) => {
        state.asked += 1;
        if (state.away) throw new Error("no database");
        return table.filter((row) => row.id > id).slice(0, limit);
      },
    },
    dispatch: (event) => events.push(event),
    nowMs: () => wallTime(9),
    venueNowMs: () => venueTime(8),
    log: { warn: (...said: unknown[]) => void warned.push(said) },
  });
  const ids = () => events.flatMap((event) => (event.kind === "noted" ? [event.audit.detail["change"]] : []));
  return { events, warned, state, stop, ids };
}

test("goes on behind what the trail holds, each change once, in order", async () => {
  const table = [1, 2, 3].map(change);
  const { ids, events, stop } = chaining(table, 1);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(ids()).toEqual([2, 3]);
  table.push(change(4));
  await vi.advanceTimersByTimeAsync(9_000);
  stop();
  expect(ids()).toEqual([2, 3, 4]);
  expect(events[0]).toMatchObject({
    kind: "noted",
    venueTimeMs: 8,
    receivedAtMs: 9,
    alert: null,
    audit: {
      subject: "account",
      action: "role-changed",
      author: ADA,
      detail: { change: 2, account: "otto", from: "viewer", to: "admin", atMs: 1_002 },
    },
  });
});

test("takes a hundred at a time", async () => {
  const { ids, state, stop } = chaining(
    Array.from({ length: 250 }, (_, at) => change(at + 1)),
    0,
  );
  await vi.advanceTimersByTimeAsync(9_000);
  stop();
  expect(state.asked).toBe(3);
  expect(ids()).toEqual(Array.from({ length: 250 }, (_, at) => at + 1));
});

test("waits for a database that is away, says so once, and loses nothing", async () => {
  const { ids, warned, state, stop } = chaining([change(1)], 0);
  state.away = true;
  await vi.advanceTimersByTimeAsync(30_000);
  expect([ids(), warned.length]).toEqual([[], 1]);
  state.away = false;
  await vi.advanceTimersByTimeAsync(3_000);
  stop();
  expect(ids()).toEqual([1]);
});

test("alarms where somebody has a password and tries codes", async () => {
  const slowed = (id: number, at: string): AccountChange => ({ ...change(id), action: "slowed-down", detail: { at } });
  const { events, stop } = chaining([slowed(1, "sign-in"), slowed(2, "code")], 0);
  await vi.advanceTimersByTimeAsync(3_000);
  stop();
  expect(events).toMatchObject([{ alert: null }, { alert: { level: "WARNING", code: "codes-guessed" } }]);
});

test("hands on flat, short texts whatever the dashboard's own role wrote", async () => {
  const nested: unknown = JSON.parse(`${"[".repeat(10_000)}${"]".repeat(10_000)}`);
  const wide = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`name${at}`, at]));
  const given: unknown = { nested, number: { $bigint: "7" }, long: "x".repeat(5_000), ...wide };
  const detail = given as AccountChange["detail"];
  const long = "y".repeat(5_000);
  const { events, stop } = chaining([{ ...change(1), action: long, subject: long, detail }], 0);
  await vi.advanceTimersByTimeAsync(3_000);
  stop();
  const [event] = events;
  if (event?.kind !== "noted") throw new Error("nothing was noted");
  expect(serialise(event).length).toBeLessThan(4_000);
  expect(event.audit.detail).toMatchObject({ change: 1, nested: "not a plain value", number: "not a plain value" });
});
