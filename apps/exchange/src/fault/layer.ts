import { type Amount, formatAmount } from "@evenkeel/core/units";
import {
  type Applied,
  type Command,
  createFaultBox,
  createVeil,
  createWindows,
  type ExchangeEvent,
  type FaultBox,
  type FaultName,
  filterReason,
  firstThatHappens,
  happens,
  type Income,
  incomeDelayMs,
  invisibleMs,
  isQuiet,
  judgeOrder,
  judgeRequest,
  type MixName,
  outrun,
  type PlaceCommand,
  record,
  type Step,
  sizeOf,
  underVeil,
  type Veil,
  type Verdict,
  veil,
  type Windows,
} from "@evenkeel/exchange-sim";
import type { HeldKey, StreamClient, Wire } from "@evenkeel/exchange-sim/wire";
import type { Venue } from "../venue.ts";
import { createFaultStreams, type FaultStreams } from "./streams.ts";
import { createWallClock, type WallClock } from "./wall.ts";
import { createZeroPrice, type ZeroPrice } from "./zero.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const CORRECTION_AFTER_MS = 5 * MINUTE_MS;
/** Steps of faults that have begun; what would go beyond is not begun. */
export const STEPS_MAX = 2_000;
const DOUBLED_MS = MINUTE_MS;
const VENUE_UNIT = 10n ** 10n;

/** What stands between one venue and its clients when things go wrong. */
export interface FaultLayer {
  readonly venue: Venue;
  readonly wire: Wire;
  readonly box: FaultBox;
  readonly windows: Windows;
  readonly clock: WallClock;
  readonly streams: FaultStreams;
  readonly zero: ZeroPrice;
  readonly veil: Veil;
  /** What is still to come of faults that have begun, by venue time. */
  readonly steps: { readonly dueMs: number; readonly command: Command }[];
  /** Keys that get back what they may at a wall time. */
  readonly restorations: {
    readonly untilMs: number;
    readonly held: HeldKey;
    readonly before: HeldKey["restrictions"];
  }[];
  seenHour: number;
}

export function createFaultLayer(venue: Venue, wire: Wire, mixName: MixName): FaultLayer {
  const { state } = venue;
  const box = createFaultBox(state.world.ownSeed, mixName, "venue", Date.now(), state.nowMs);
  const zero = createZeroPrice(state);
  const idle = (): boolean => isQuiet(box) && !zero.active();
  const layer: FaultLayer = {
    venue,
    wire,
    box,
    windows: createWindows(),
    clock: createWallClock(box),
    streams: createFaultStreams(box, idle, zero.shown),
    zero,
    veil: createVeil(),
    steps: [],
    restorations: [],
    seenHour: Math.floor(state.nowMs / HOUR_MS),
  };
  venue.onEvents((events) => {
    if (!isQuiet(box)) hearSettlements(layer, events);
  });
  return layer;
}

/** Whether the venue takes new streams. */
export const isServing = ({ windows }: FaultLayer): boolean => windows.maintenanceMs <= Date.now();

export const judge = ({ box, windows }: FaultLayer, changes: boolean): Verdict =>
  judgeRequest(box, windows, changes, Date.now());

/** A question, answered as a replica that lags would. */
export const ask = <T>({ venue, veil: hung }: FaultLayer, read: () => T): T =>
  underVeil(venue.state, hung, Date.now(), read);

/** A command of a client's: an order may meet with what befalls orders. */
export function submit(layer: FaultLayer, command: Command): Applied {
  return command.kind === "place" && !isQuiet(layer.box) ? place(layer, command) : layer.venue.submit(command);
}

/** What takes at once or not at all; a sum of quote is left alone, since its quantity follows from the book. */
const isImmediate = ({ type, timeInForce, quoteQuantity }: PlaceCommand): boolean =>
  type === "MARKET"
    ? quoteQuantity === undefined
    : type === "LIMIT" && (timeInForce === "IOC" || timeInForce === "FOK");

function place({ box, venue, veil: hung }: FaultLayer, command: PlaceCommand): Applied {
  const fault = judgeOrder(box, isImmediate(command));
  if (fault === "filter-reject") {
    record(box, fault, Date.now(), `${command.side} ${command.symbol}`);
    return { result: { ok: false, error: { reason: filterReason(command), detail: command.price ?? "" } }, events: [] };
  }
  let rival: ReturnType<typeof outrun> | null = null;
  if (fault !== null) {
    const share = fault === "zero-fill" ? 0 : sizeOf(box, fault, 0, 0.1, 0.9);
    record(box, fault, Date.now(), `${Math.round(share * 100)} % of ${command.quantity} ${command.symbol} is there`);
    rival = outrun(venue.state, command, share);
    venue.submit(rival.before);
  }
  const applied = venue.submit(command);
  if (rival !== null) venue.submit(rival.after);
  if (applied.result.ok && applied.result.value.kind === "order" && happens(box, "order-invisible")) {
    const ms = invisibleMs(box);
    veil(hung.orders, applied.result.value.order.id, Date.now() + ms);
    record(box, "order-invisible", Date.now(), `${command.symbol} for ${Math.round(ms / 1_000)} s`);
  }
  return applied;
}

const INCOME_FAULTS = ["income-late", "income-duplicate", "income-corrected"] as const satisfies readonly FaultName[];

function hearSettlements(layer: FaultLayer, events: readonly ExchangeEvent[]): void {
  const { box, venue, veil: hung } = layer;
  for (const event of events) {
    const row = event.kind === "funding" ? incomeOf(venue, event) : undefined;
    if (event.kind !== "funding" || row === undefined || isCorrection(event)) continue;
    const name = firstThatHappens(box, INCOME_FAULTS);
    if (name === null) continue;
    const says = `${row.symbol} ${row.type}`;
    if (name === "income-corrected") {
      const amount = -((row.amount / 10n / VENUE_UNIT) * VENUE_UNIT);
      if (amount === 0n) continue;
      const { account } = event;
      const command = {
        kind: "correct-funding",
        venueTimeMs: 0,
        account,
        symbol: row.symbol,
        amount: formatAmount(amount as Amount),
      } as const;
      later(layer, [{ afterMs: CORRECTION_AFTER_MS, command }]);
    } else if (name === "income-late") veil(hung.late, row.id, Date.now() + incomeDelayMs(box));
    else veil(hung.doubled, row.id, Date.now() + DOUBLED_MS);
    record(box, name, Date.now(), says);
  }
}

type FundingEvent = Extract<ExchangeEvent, { kind: "funding" }>;

const incomeOf = ({ state }: Venue, { account, instrument, timeMs, amount }: FundingEvent): Income | undefined => {
  const symbol = state.world.instruments[instrument]?.futures.symbol;
  return state.accounts
    .get(account)
    ?.income.findLast(
      (row) => row.type === "FUNDING_FEE" && row.symbol === symbol && row.timeMs === timeMs && row.amount === amount,
    );
};

/** A correction lies minutes behind its hour; a settlement lies within its first. */
const isCorrection = ({ timeMs }: FundingEvent): boolean => timeMs % HOUR_MS >= MINUTE_MS;

/** Puts steps into the queue, counted from now. Returns whether there was room. */
export function later({ steps, venue }: FaultLayer, more: readonly Step[]): boolean {
  if (steps.length + more.length > STEPS_MAX) return false;
  const from = venue.state.nowMs;
  steps.push(...more.map(({ afterMs, command }) => ({ dueMs: from + afterMs, command })));
  return true;
}

/** Takes out of the queue what is due and does it. */
export function doDue({ steps, venue, restorations }: FaultLayer): void {
  const { nowMs } = venue.state;
  for (const due of steps.filter(({ dueMs }) => dueMs <= nowMs)) {
    steps.splice(steps.indexOf(due), 1);
    venue.submit(due.command);
  }
  const wallMs = Date.now();
  for (const due of restorations.filter(({ untilMs }) => untilMs <= wallMs)) {
    restorations.splice(restorations.indexOf(due), 1);
    due.held.restrictions = due.before;
  }
}

/** What stands between a client's frames and its socket. */
export const openStream = ({ streams }: FaultLayer, client: StreamClient, send: (frame: string) => void) =>
  streams.open(client, send);
