import { createState, type EngineState, step } from "@evenkeel/core/engine";
import { type Config, DEFAULT_CONFIG, type Effect, type EngineEvent, type TransferIntent } from "@evenkeel/core/events";
import { asset, type ClientOrderId, type Nonce, parseNonce, type VenueId } from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import { intentHash, type OrderIntent } from "@evenkeel/core/order";
import { DAY_MS, formatAmount, HOUR_MS, invariant, type VenueTimeMs, type WallTimeMs } from "@evenkeel/core/units";
import { createMemoryJournal, type MemoryJournal } from "../memory-journal.ts";
import { OTHER, otherPerpetual, perpetualMarket, spotMarket, VENUE } from "./instruments.ts";
import { createTruth, type Stamp, type Truth } from "./truth.ts";

const STEP_MS = 10;
const EIGHT_HOURS_MS = 8 * HOUR_MS;

/** As often as adapters ask. */
const DOLLARS_MS = 10_000;
const AT_PAR = new Map([
  ["USDC", [0.9999, 1]],
  ["FDUSD", [0.9999, 1]],
] as const);

type Persist = Extract<Effect, { kind: "persist" }>;
type Read = Extract<Effect, { kind: "read-account" }>;

/** One engine, its venues and one journal on a desk: a script moves them by hand, one event at a time. */
export type Bench = {
  state: EngineState;
  /** The venue of most scripts; the other one, once a script has it join. */
  readonly truth: Truth;
  other: Truth | null;
  readonly journal: MemoryJournal;
  instruments: Instrument[];
  readonly prices: Map<string, number>;
  /** When the next settlement is; moved by scripts that want to stand close to it. */
  nextFundingMs: number;
  rate: string;
  otherRate: string;
  readonly config: Config;
  wallMs: number;
  venueMs: number;
  updateId: number;
  epoch: number;
  live: boolean;
  /** Bid and ask in USDT of coins that stand for a dollar, told afresh before they are old. */
  dollars: ReadonlyMap<string, readonly [bid: number, ask: number]>;
  dollarsAtMs: number;
  /** Batches not yet committed, in order; an awaited one stops the queue until the script answers it. */
  readonly persists: Persist[];
  storesByItself: boolean;
  /** The read under way at each venue. */
  readonly reads: Map<VenueId, Read>;
  readonly intents: Map<string, OrderIntent>;
  readonly sent: Set<ClientOrderId>;
  readonly transfers: TransferIntent[];
  /** What the last line caused, as text. */
  heard: string[];
  commands: number;
  readonly bases: readonly string[];
  /** Bases the venue no longer lists. */
  readonly unlisted: Set<string>;
  /** Single markets it no longer lists. */
  readonly dropped: Set<string>;
};

const nonce = (): Nonce => {
  const parsed = parseNonce("abcd1234");
  invariant(parsed.ok, "nonce");
  return parsed.value;
};
export const NONCE: Nonce = nonce();

/** Two carries, AAA and BBB, both at 100.00; 6,500 in spot and 3,500 in futures, so that one pair gets 10 coins. */
export function createBench(): Bench {
  const bases = ["AAA", "BBB"];
  const instruments = bases.flatMap((base, n) => [spotMarket(2 * n, base), perpetualMarket(2 * n + 1, base)]);
  const venueMs = 20_000 * DAY_MS + 3 * HOUR_MS;
  return {
    state: createState(),
    truth: createTruth(VENUE, instruments, { "spot/USDT": "6500", "futures/USDT": "3500" }),
    other: null,
    journal: createMemoryJournal(),
    instruments,
    prices: new Map(bases.map((base) => [base, 10_000])),
    nextFundingMs: Math.ceil(venueMs / EIGHT_HOURS_MS) * EIGHT_HOURS_MS,
    rate: "0.0005",
    otherRate: "-0.0005",
    config: DEFAULT_CONFIG,
    wallMs: 1_800_000_000_000,
    venueMs,
    updateId: 0,
    epoch: 1,
    live: false,
    dollars: AT_PAR,
    dollarsAtMs: 0,
    persists: [],
    storesByItself: true,
    reads: new Map(),
    intents: new Map(),
    sent: new Set(),
    transfers: [],
    heard: [],
    commands: 0,
    bases,
    unlisted: new Set(),
    dropped: new Set(),
  };
}

/** A second venue, where longs of both coins are paid: 4,000 in its only wallet. */
export function join(bench: Bench): void {
  const from = bench.instruments.length;
  const perpetuals = bench.bases.map((base, n) => otherPerpetual(from + n, base));
  bench.instruments.push(...perpetuals);
  bench.other = createTruth(OTHER, perpetuals, { "unified/USDT": "4000" });
}

export function truthOf(bench: Bench, venue: VenueId | undefined): Truth {
  const truth = venue === OTHER ? bench.other : bench.truth;
  invariant(truth !== null, "the other venue has not joined");
  return truth;
}

export const truthAt = (bench: Bench, index: number): Truth => truthOf(bench, bench.instruments[index]?.venue);

export const truthsOf = ({ truth, other }: Bench): readonly Truth[] => (other === null ? [truth] : [truth, other]);

export const stampOf = (bench: Bench): Stamp => ({
  venueTimeMs: bench.venueMs as VenueTimeMs,
  receivedAtMs: bench.wallMs as WallTimeMs,
});

export function pass(bench: Bench, ms: number): void {
  bench.wallMs += ms;
  bench.venueMs += ms;
  while (bench.venueMs >= bench.nextFundingMs) bench.nextFundingMs += EIGHT_HOURS_MS;
}

/** What an adapter polls by itself. It takes no time and no line of a script. */
export function tellDollars(bench: Bench): void {
  bench.dollarsAtMs = bench.wallMs;
  for (const [name, [bid, ask]] of bench.dollars)
    inform(bench, { kind: "dollar-quote", venue: VENUE, coin: asset(name), bid, ask, ...stampOf(bench) });
}

/** One event in; its effects are heard, and intents become durable at once unless the script does that itself. */
export function tell(bench: Bench, event: EngineEvent): void {
  pass(bench, STEP_MS);
  if (event.kind === "started") bench.dollarsAtMs = 0;
  else if (bench.wallMs - bench.dollarsAtMs >= DOLLARS_MS) tellDollars(bench);
  inform(bench, event);
}

function inform(bench: Bench, event: EngineEvent): void {
  for (const effect of step(bench.state, event)) hear(bench, effect);
  if (bench.storesByItself) while (bench.persists.length > 0) answerPersist(bench, true);
}

/** Everything the engine is told has the time of telling. */
export const told = <E extends object>(bench: Bench, event: E): E & Stamp => ({ ...event, ...stampOf(bench) });

const nameOf = (id: string): string => {
  const [, plan, attempt] = id.split("-");
  if (plan === undefined || attempt === undefined) return id;
  return `${plan === "0" ? "" : plan}${attempt}`;
};

export const symbolOf = (bench: Bench, index: number): string => bench.instruments[index]?.symbol ?? `#${index}`;

function hear(bench: Bench, effect: Effect): void {
  switch (effect.kind) {
    case "persist":
      hearRows(bench, effect);
      bench.persists.push(effect);
      settlePersists(bench);
      return;
    case "send":
      checkSend(bench, effect.intent);
      bench.heard.push(`send ${nameOf(effect.intent.clientOrderId)}`);
      return;
    case "query-order":
      bench.heard.push(`query ${nameOf(effect.clientOrderId)}`);
      return;
    case "cancel-order":
      bench.heard.push(`cancel ${nameOf(effect.clientOrderId)}`);
      return;
    case "transfer":
      checkTransfer(bench, effect.intent);
      bench.heard.push(`move ${sayTransfer(bench, effect.intent)}`);
      return;
    case "cancel-open-orders":
      bench.heard.push(`cancel ${symbolOf(bench, effect.instrument)}`);
      return;
    case "read-account":
      bench.reads.set(effect.venue, effect);
      bench.heard.push(effect.venue === VENUE ? "read" : `read ${effect.venue}`);
      return;
    case "read-depth":
      bench.heard.push(`depth ${symbolOf(bench, effect.instrument)}`);
      return;
    case "read-volume":
      bench.heard.push(`volume ${symbolOf(bench, effect.instrument)}`);
      return;
    case "prepare-leg":
      bench.heard.push(`prepare ${symbolOf(bench, effect.instrument)} ${effect.leverage}x`);
  }
}

function hearRows(bench: Bench, effect: Persist): void {
  for (const row of effect.batch.rows) {
    if (row.table === "alert") bench.heard.push(`!${row.alert.code}`);
    if (row.table === "command") bench.heard.push(`"${row.outcome.replace(/[:;]? [^a-z].*$/, "")}"`);
    if (row.table !== "intent") continue;
    const { intent } = row;
    const name = nameOf(intent.clientOrderId);
    bench.intents.set(name, intent);
    const scale = bench.instruments[intent.instrument]?.quantityScale ?? 0;
    const style = intent.style === "immediate" ? "" : ` ${intent.style} ${intent.priceLimit / 100}`;
    bench.heard.push(`intent ${name} ${intent.side} ${intent.quantity / 10 ** scale} ${intent.purpose}${style}`);
  }
}

/** Money rules 3 and 6 hold for every script: durable before sent, sent once, sealed, leaving only reduces. */
function checkSend(bench: Bench, intent: OrderIntent): void {
  const { approval, ...draft } = intent;
  invariant(approval.intentHash === intentHash(draft), "sent without its own approval");
  invariant(bench.journal.intents.has(intent.clientOrderId), "sent before it was durable");
  invariant(!bench.sent.has(intent.clientOrderId), "sent twice");
  const leaves = intent.purpose === "exit" || intent.purpose === "repair";
  invariant(
    !leaves || bench.instruments[intent.instrument]?.kind === "spot" || intent.reduceOnly,
    "leaves without reduce-only",
  );
  bench.sent.add(intent.clientOrderId);
}

/** The same for money on its way: durable before it leaves, and once. */
function checkTransfer(bench: Bench, intent: TransferIntent): void {
  const stored = bench.journal.load().control?.transfers.some(({ intent: { id } }) => id === intent.id);
  invariant(stored === true, "moved before it was durable");
  invariant(!bench.transfers.some(({ id }) => id === intent.id), "moved twice");
  bench.transfers.push(intent);
}

const sayTransfer = (bench: Bench, { amount, from, to }: TransferIntent): string =>
  `${formatAmount(amount)} ${from} > ${to.kind === "wallet" ? to.wallet : symbolOf(bench, to.instrument)}`;

function settlePersists(bench: Bench): void {
  for (let head = bench.persists[0]; head !== undefined && !head.awaited; head = bench.persists[0]) {
    bench.journal.commit(head.batch);
    bench.persists.shift();
  }
}

/** Ends the oldest awaited commit, well or badly. */
export function answerPersist(bench: Bench, stored: boolean): void {
  const head = bench.persists.shift();
  invariant(head !== undefined, "nothing waits for a commit");
  const { sequence } = head.batch;
  if (stored) bench.journal.commit(head.batch);
  settlePersists(bench);
  const event = stored
    ? ({ kind: "persisted", sequence, checkedAt: stampOf(bench).receivedAtMs } as const)
    : ({ kind: "persist-failed", sequence, reason: "scripted" } as const);
  pass(bench, STEP_MS);
  for (const effect of step(bench.state, told(bench, event))) hear(bench, effect);
}
