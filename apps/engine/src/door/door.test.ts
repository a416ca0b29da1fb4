import type { SubmittedCommand } from "@evenkeel/api/engine";
import { viewLegRisk } from "@evenkeel/api/execution";
import { createFakeVenueKeys } from "@evenkeel/api/testing";
import { createState, type EngineState, step } from "@evenkeel/core/engine";
import type { Control, DurableBatch, Effect, Fill } from "@evenkeel/core/events";
import { type PlanId, venueId } from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import { amount, venueTime, wallTime } from "@evenkeel/core/units";
import { beforeEach, describe, expect, it, test } from "vitest";
import type { PersistEffect } from "../durable-lane/index.ts";
import { createProfitBooks } from "../view/profit-series.ts";
import { alertId, createAlertFeed, parseAlertId } from "./alerts.ts";
import { createDoor, type Door } from "./door.ts";
import { type Applied, receiptOf } from "./receipts.ts";
import { createTradeFeed } from "./trades.ts";

const AUTHOR = { kind: "user", id: "ada", role: "admin" } as const;
const MARKET = { symbol: "AAAUSDT", kind: "perpetual", priceScale: 2, quantityScale: 3 } as Instrument;
const freeze = (id: string): SubmittedCommand => ({ id, reason: "test", body: { kind: "freeze" } });

let state: EngineState;
let stored: Map<string, Applied>;
let effects: Effect[];
let open: "open" | "venue away" | "shut";
let door: Door;

/** Steps at once; what is stored waits for `commit`, as the database does. */
beforeEach(() => {
  state = createState();
  stored = new Map();
  effects = [];
  open = "open";
  door = createDoor({
    state,
    dispatch: (event) => effects.push(...step(state, event)),
    adapters: [],
    nowMs: () => wallTime(5_000),
    venueNowMs: () => venueTime(7_000),
    facts: { world: "demo", seed: "1", speed: 60, startedAtMs: 1 },
    journalAway: () => false,
    history: {
      alerts: async () => [],
      command: async (id) => stored.get(id) ?? null,
      trades: async () => [],
      profitChanges: async () => [],
    },
    alerts: createAlertFeed([], async () => null),
    trades: createTradeFeed([], () => MARKET),
    configs: { find: async () => null, list: async () => [] },
    configFile: () => null,
    books: createProfitBooks([], []),
    footer: () => ({
      decisionMicrosP50: null,
      decisionMicrosP99: null,
      commitMsP99: null,
      sequence: 0,
      auditChained: null,
      ticks: { state: "off", storage: null, perSecond: null, dropped: 0, lagMs: 0, reason: null },
    }),
    venueKeys: createFakeVenueKeys(() => 5_000),
    execution: { legRisk: async () => viewLegRisk([], 0, 0), orders: async () => [] },
    market: { candles: async () => null, latest: async () => [] },
    riskSkipped: () => 0,
    isOpen: (addsRisk) => open === "open" || (open === "venue away" && !addsRisk),
  });
});

function commit(): void {
  for (const effect of effects.splice(0)) if (effect.kind === "persist") door.observe(effect);
}

describe("a command", () => {
  it("is answered once it is stored, not before", async () => {
    let answered = false;
    const submitted = door.submit(freeze("freeze-0001"), AUTHOR).then((outcome) => {
      answered = true;
      return outcome;
    });
    await Promise.resolve();
    expect(answered).toBe(false);
    expect(state.control.killLevel).toBe("freeze");
    commit();
    expect(await submitted).toMatchObject({
      kind: "received",
      receipt: { id: "freeze-0001", kind: "freeze", state: "done", code: "frozen", authorId: "ada", atMs: 5_000 },
    });
  });

  it("asked again answers again and is applied once; another one under its id is refused", async () => {
    const first = door.submit(freeze("freeze-0001"), AUTHOR);
    commit();
    expect(await door.submit(freeze("freeze-0001"), AUTHOR)).toEqual(await first);
    expect(effects).toEqual([]);
    const other: SubmittedCommand = { id: "freeze-0001", reason: "", body: { kind: "reduce" } };
    expect(await door.submit(other, AUTHOR)).toEqual({ kind: "id-reused" });
    const otherReason = { ...freeze("freeze-0001"), reason: "something else" };
    expect(await door.submit(otherReason, AUTHOR)).toEqual({ kind: "id-reused" });
  });

  it("of an earlier process is known by the database, whatever the order of its keys", async () => {
    const body = JSON.parse('{"plan":"ekabcdefgh-1","kind":"close-pair"}') as Applied["body"];
    state.commandIds.add("close-00001" as never);
    stored.set("close-00001", {
      id: "close-00001",
      authorId: "ada",
      reason: "",
      body,
      outcome: "closing ekabcdefgh-1",
      atMs: 1,
    });
    const asked: SubmittedCommand = {
      id: "close-00001",
      reason: "",
      body: { kind: "close-pair", pairId: "ekabcdefgh-1" },
    };
    expect(await door.submit(asked, AUTHOR)).toMatchObject({ kind: "received", receipt: { atMs: 1 } });
    expect(await door.findCommand("close-00001")).toMatchObject({ kind: "close-pair" });
    expect(await door.findCommand("close-00002")).toBeNull();
  });

  it.each<[body: SubmittedCommand["body"], code: string]>([
    [
      { kind: "open-pair", venue: "binance", perpetualSymbol: "NONEUSDT", longVenue: null, notional: "100" },
      "no-such-market",
    ],
  ])("that names no market is refused without being stored: %j", async (body, code) => {
    expect(await door.submit({ id: "open-000001", reason: "", body }, AUTHOR)).toMatchObject({
      receipt: { state: "refused", code },
    });
    expect(effects).toEqual([]);
  });

  it("that the core refuses says so with its code", async () => {
    const body = { kind: "close-pair", pairId: "ekabcdefgh-9" } as const;
    const submitted = door.submit({ id: "close-00003", reason: "", body }, AUTHOR);
    commit();
    expect(await submitted).toMatchObject({ receipt: { state: "refused", code: "no-such-open-pair" } });
  });

  it("is not taken by an engine that starts or stops", async () => {
    open = "shut";
    await expect(door.submit(freeze("freeze-0001"), AUTHOR)).rejects.toThrow("starting or stopping");
  });

  it("that stops is taken while the venue cannot be reached yet, one that adds risk is not", async () => {
    open = "venue away";
    const submitted = door.submit(freeze("freeze-0001"), AUTHOR);
    commit();
    expect(await submitted).toMatchObject({ receipt: { state: "done", code: "frozen" } });
    const resume: SubmittedCommand = { id: "resume-0001", reason: "", body: { kind: "resume" } };
    await expect(door.submit(resume, AUTHOR)).rejects.toThrow("starting or stopping");
  });

  it("that opened in an earlier process is not refused because its market is not told yet", async () => {
    const body = { kind: "open-pair", perpetual: 7, notional: "100" } as unknown as Applied["body"];
    state.commandIds.add("open-000002" as never);
    stored.set("open-000002", {
      id: "open-000002",
      authorId: "ada",
      reason: "",
      body,
      outcome: "opening ekabcdefgh-1",
      atMs: 1,
    });
    const opening = {
      kind: "open-pair",
      venue: "binance",
      perpetualSymbol: "AAAUSDT",
      longVenue: null,
      notional: "100",
    } as const;
    const again = await door.submit({ id: "open-000002", reason: "", body: opening }, AUTHOR);
    expect(again).toMatchObject({ kind: "received", receipt: { atMs: 1, state: "done", pairId: "ekabcdefgh-1" } });
  });

  it("to flatten is done only when the venue has said flat", async () => {
    const submitted = door.submit({ id: "flatten-001", reason: "", body: { kind: "flatten" } }, AUTHOR);
    commit();
    expect(await submitted).toMatchObject({
      receipt: { state: "accepted", text: "waiting for the venue to confirm; not flat yet" },
    });
    state.control.flatProof = "flat";
    expect(await door.findCommand("flatten-001")).toMatchObject({
      state: "done",
      text: "Flat: every venue confirms it",
    });
  });
});

describe("a drill's receipt", () => {
  const applied: Applied = {
    id: "drill-00001",
    authorId: "ada",
    reason: "",
    body: { kind: "drill", venue: venueId("binance") },
    outcome: "drilling ekabcdefgh-1",
    atMs: 1,
  };
  const plan = "ekabcdefgh-1" as PlanId;
  const record = { venue: venueId("binance"), plan, authorId: "ada", endedAt: wallTime(2) } as const;
  const flaw = { name: "modes", passed: false, text: "cross at 10x" } as const;

  it.each<[string, Partial<Control>, string, string]>([
    ["on its way in", { drill: { stage: "entering", plan } as Control["drill"] }, "accepted", "entering"],
    [
      "on its way out",
      { drill: { stage: "leaving", plan } as Control["drill"] },
      "accepted",
      "flattening; not flat yet",
    ],
    ["passed", { drills: [{ ...record, passed: true, checks: [] }] }, "done", "passed"],
    ["failed", { drills: [{ ...record, passed: false, checks: [flaw] }] }, "done", "failed. modes: cross at 10x"],
    ["followed by another", { drills: [] }, "done", "drilling ekabcdefgh-1"],
  ])("of one that is %s", (_, control, expected, text) => {
    const state = createState();
    Object.assign(state.control, control);
    expect(receiptOf(applied, state)).toMatchObject({ state: expected, text, pairId: plan });
  });

  it("of one that was not begun", () => {
    const refused = { ...applied, outcome: "refused: pairs-open; the drill's FLATTEN would close them too" };
    expect(receiptOf(refused, createState())).toMatchObject({ state: "refused", code: "pairs-open", pairId: null });
  });
});

describe("alerts", () => {
  const batch = (sequence: number, ...codes: string[]): DurableBatch => ({
    sequence,
    venueTimeMs: venueTime(0),
    wallTimeMs: wallTime(sequence),
    rows: codes.map((code) => ({ table: "alert", alert: { level: "INFO", code, text: code } })),
  });

  it("are kept newest first and bounded, by their place in the journal", () => {
    const feed = createAlertFeed([], async () => null);
    feed.observe(batch(7, "a", "b"));
    const before = feed.newest();
    feed.observe(batch(8));
    expect(feed.newest()).toBe(before);
    expect(before.map(({ id, code, venueTimeMs }) => [id, code, venueTimeMs])).toEqual([
      ["7-1", "b", null],
      ["7-0", "a", null],
    ]);
    for (let sequence = 10; sequence < 200; sequence += 1) feed.observe(batch(sequence, "x"));
    expect(feed.newest().length).toBe(100);
    expect(feed.newest()[0]?.id).toBe("199-0");
  });

  it.each([
    ["12-3", { sequence: 12, ordinal: 3 }],
    ["12", null],
    ["12-3; drop table", null],
  ])("are found again by %s", (id, position) => {
    expect(parseAlertId(id)).toEqual(position);
    expect(position === null ? null : alertId(position.sequence, position.ordinal)).toBe(position === null ? null : id);
  });
});

test("trades and alarms are told to whoever listens, once, in their order, as they are kept", () => {
  const heard: unknown[] = [];
  const stop = door.onHappened((happened) => heard.push(happened));
  const fill = {
    venue: "binance",
    instrument: 7,
    tradeId: "41",
    clientOrderId: "ek-1-s1",
    side: "sell",
    price: 12_345,
    quantity: 1_500,
    quote: amount("185.175"),
    fee: amount("0.07407"),
    feeAsset: "USDT",
    maker: true,
    venueTimeMs: venueTime(9),
  } as unknown as Fill;
  const effect = {
    batch: {
      sequence: 3,
      venueTimeMs: venueTime(9),
      wallTimeMs: wallTime(10),
      rows: [
        { table: "alert", alert: { level: "INFO", code: "drill", text: "a drill" } },
        { table: "fill", fill, plan: "ekabcdefgh-1" },
      ],
    },
  } as unknown as PersistEffect;
  door.observe(effect);
  stop();
  door.observe(effect);
  const trade = {
    id: "binance/perpetual/AAAUSDT/41",
    venue: "binance",
    kind: "perpetual",
    symbol: "AAAUSDT",
    side: "sell",
    price: "123.45",
    quantity: "1.5",
    quote: "185.175",
    fee: "0.07407",
    feeAsset: "USDT",
    maker: true,
    venueTimeMs: 9,
    pairId: "ekabcdefgh-1",
    clientOrderId: "ek-1-s1",
  };
  expect(heard).toMatchObject([
    { kind: "trade", trade },
    { kind: "alert", alert: { id: "3-0", code: "drill" } },
  ]);
  expect(door.recentTrades()[0]).toEqual(trade);
});
