import type { CommandAuthor, CommandReceipt, SubmitOutcome, SubmittedCommand } from "../engine/command.ts";
import type { EngineDoor, Happened } from "../engine/door.ts";
import { ALERTS_MAX, type AlertView, type OverviewView, TRADES_MAX, type TradeView } from "../views/index.ts";
import { createFakeConfig, type FakeConfig } from "./fakeConfig.ts";
import { fakeDrills } from "./fakeDrills.ts";
import { createFakeExecution } from "./fakeExecution.ts";
import { createFakeOverview } from "./fakeOverview.ts";
import { fakeReview } from "./fakeReview.ts";
import type { FakeScene } from "./fakeRisk.ts";
import { fakeSheet } from "./fakeSheet.ts";
import { createFakeVenueKeys } from "./fakeVenueKeys.ts";

export type FakeDoor = EngineDoor & {
  readonly move: () => void;
  /** Risk says no to the next command. */
  readonly refuseNext: (text: string, code: string) => void;
  /** A trade and an alarm happen; both are numbered from 1. */
  readonly trade: () => void;
  readonly alarm: (text?: string) => void;
  /** Who is told of them. */
  readonly heard: () => number;
  readonly submitted: readonly { readonly command: SubmittedCommand; readonly author: CommandAuthor }[];
  readonly listeners: () => number;
};

const SAID: Readonly<Record<SubmittedCommand["body"]["kind"], string>> = {
  freeze: "No new risk. 3 pairs stay hedged.",
  reduce: "3 pairs closing; not flat yet.",
  flatten: "Orders cancelled, 3 pairs closing; not flat yet.",
  resume: "Entries allowed again.",
  "open-pair": "Plan made, entering.",
  "close-pair": "Closing both legs.",
  "cancel-order": "Asked back.",
  "adopt-pair": "Adopted.",
  "accept-venue": "Accepted: 4 differences booked",
  drill: "Entering the smallest pair; then FLATTEN.",
  "change-config": "Configured.",
};

const fakeTrade = (number: number, nowMs: number): TradeView => ({
  id: `binance/perpetual/SOLUSDT/${number}`,
  venue: "binance",
  kind: "perpetual",
  symbol: "SOLUSDT",
  side: number % 2 === 0 ? "buy" : "sell",
  price: "151.20",
  quantity: "0.5",
  quote: "75.6",
  fee: "0.03024",
  feeAsset: "USDT",
  maker: false,
  venueTimeMs: nowMs,
  pairId: "ekabcd1234-1",
  clientOrderId: `ekabcd1234-1-s${number}`,
});

/** An engine that moves its numbers when told to and remembers what it was asked. */
export function createFakeDoor(options: {
  readonly scene?: FakeScene;
  readonly rows?: number;
  readonly nowMs: () => number;
}): FakeDoor {
  const { nowMs } = options;
  const fake = createFakeOverview({ scene: options.scene ?? "running", rows: options.rows ?? 40, startMs: nowMs() });
  const listeners = new Set<() => void>();
  const submitted: { command: SubmittedCommand; author: CommandAuthor }[] = [];
  const receipts = new Map<string, { receipt: CommandReceipt; body: string }>();
  let level: OverviewView["status"]["killLevel"] | null = null;
  let refusal: Pick<CommandReceipt, "state" | "text" | "code"> | null = null;
  let accepted = false;

  const overview = (): OverviewView => {
    const view = fake.view(nowMs());
    if (level === null) return view;
    const state = ({ run: "running", freeze: "frozen", reduce: "reducing", flatten: "flattening" } as const)[level];
    return { ...view, status: { ...view.status, killLevel: level, state } };
  };
  const notify = (): void => {
    for (const listener of listeners) listener();
  };

  const submit = async (command: SubmittedCommand, author: CommandAuthor): Promise<SubmitOutcome> => {
    const body = JSON.stringify([command.body, command.reason]);
    const before = receipts.get(command.id);
    if (before !== undefined)
      return before.body === body ? { kind: "received", receipt: before.receipt } : { kind: "id-reused" };
    submitted.push({ command, author });
    const { kind } = command.body;
    if (kind === "freeze" || kind === "reduce" || kind === "flatten") level = kind;
    if (kind === "resume") level = "run";
    if (kind === "accept-venue") accepted = true;
    const configured = kind === "change-config" ? config.apply(command, author, nowMs()) : null;
    const receipt: CommandReceipt = {
      id: command.id,
      kind,
      state: kind === "freeze" || kind === "resume" ? "done" : "accepted",
      atMs: nowMs(),
      authorId: author.id,
      pairId: command.body.kind === "close-pair" ? command.body.pairId : null,
      code: kind,
      text: SAID[kind],
      ...configured,
      ...refusal,
    };
    refusal = null;
    receipts.set(command.id, { receipt, body });
    notify();
    return { kind: "received", receipt };
  };
  const heard = new Set<(happened: Happened) => void>();
  const trades: TradeView[] = [];
  const alarms: AlertView[] = [];
  const happen = (happened: Happened): void => {
    for (const listener of heard) listener(happened);
  };
  const config: FakeConfig = createFakeConfig(submit, nowMs());

  return {
    overview,
    health: () => {
      const { status, venues, footer } = overview();
      return { status, venues, footer };
    },
    sheet: () => fakeSheet(options.scene ?? "running", nowMs()),
    drills: () => fakeDrills(nowMs()),
    review: () => fakeReview(accepted ? "running" : (options.scene ?? "running"), nowMs()),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    submit,
    config,
    findCommand: async (id) => receipts.get(id)?.receipt ?? null,
    positions: () => overview().positions,
    fundingRates: () =>
      overview().opportunities.map(({ short, nextRateBps, nextFundingAtVenueMs, intervalHours }) => ({
        venue: short.venue,
        symbol: short.symbol,
        rate: ((nextRateBps ?? 0) / 10_000).toFixed(8),
        intervalHours,
        nextFundingAtVenueMs,
      })),
    recentTrades: () => trades.toReversed().slice(0, TRADES_MAX),
    recentAlerts: () => [...alarms.toReversed(), ...overview().alerts].slice(0, ALERTS_MAX),
    onHappened(listener) {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    trade() {
      const trade = fakeTrade(trades.length + 1, nowMs());
      trades.push(trade);
      happen({ kind: "trade", trade });
    },
    heard: () => heard.size,
    alarm(text = "A drill") {
      const id = `alarm-${alarms.length + 1}`;
      const alert: AlertView = { id, level: "INFO", atMs: nowMs(), venueTimeMs: null, code: "drill", text };
      alarms.push(alert);
      happen({ kind: "alert", alert });
    },
    venueKeys: createFakeVenueKeys(nowMs),
    market: { candles: async () => [], latest: async () => [] },
    execution: createFakeExecution({ empty: options.scene === "flat" || options.scene === "starting", nowMs }),
    listAlerts: async ({ limit }) => overview().alerts.slice(0, limit),
    move() {
      fake.move();
      notify();
    },
    refuseNext(text, code) {
      refusal = { state: "refused", text, code };
    },
    submitted,
    listeners: () => listeners.size,
  };
}
