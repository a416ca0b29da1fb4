import {
  type Balance,
  type Config,
  type Control,
  DEFAULT_CONFIG,
  type DurableRow,
  type Effect,
  NOTHING_OUTSIDE,
  type OpenOrder,
  type VenuePosition,
  type Wallet,
} from "../events/index.ts";
import type { Asset, ClientOrderId, CommandId, InstrumentIndex, Nonce, PlanId, VenueId } from "../ids/index.ts";
import { createLedger, type LedgerState } from "../ledger/ledger.ts";
import { createMarket, type MarketState } from "../market/columns.ts";
import { type CandidateColumns, createCandidates } from "../opportunity/candidates.ts";
import { createPortfolio, type Portfolio } from "../position/portfolio.ts";
import { createBreaker } from "../risk/breaker.ts";
import type { Equity, VenueGate } from "../risk/context.ts";
import type { Denial } from "../risk/denial.ts";
import type { Trend } from "../risk/forecast.ts";
import { createLatency } from "../risk/latency.ts";
import { createRiskStanding, type RiskStanding } from "../risk/numbers.ts";
import { createPeg, type PegState } from "../risk/peg.ts";
import { type Amount, type VenueTimeMs, type WallTimeMs, ZERO } from "../units/index.ts";

/** The venue's side of an account, as a whole read of it told. */
export type Told = {
  readonly venue: VenueId;
  readonly balances: readonly Balance[];
  readonly positions: readonly VenuePosition[];
  readonly openOrders: readonly OpenOrder[];
};

/** Something the books and a venue disagree about. */
export type Difference =
  | {
      readonly kind: "balance";
      readonly wallet: Wallet;
      readonly asset: Asset;
      readonly ours: Amount;
      readonly venues: Amount;
    }
  | { readonly kind: "position"; readonly instrument: InstrumentIndex; readonly ours: Amount; readonly venues: Amount }
  /** It rests there and is not ours. */
  | { readonly kind: "order"; readonly instrument: InstrumentIndex; readonly clientOrderId: string }
  /** It is ours, rests nowhere, and nothing could be proven of what it did. */
  | { readonly kind: "fate"; readonly instrument: InstrumentIndex; readonly clientOrderId: ClientOrderId };

/** `since`: wall time of the first read of this process that showed it. */
export type Unexplained = Difference & { readonly since: WallTimeMs };

export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export type VenueState = VenueGate & {
  /** What of the key or the account stands against new risk, in words; empty when nothing does. */
  unfit: string;
  /** It does not take our key, or there is none: it answers, and nothing about the account. */
  keyRefused: boolean;
  /** Its markets were told in this process: one that is missing now is gone, not late. */
  catalogued: boolean;
  /** When the books were opened from the venue's first balances; 0 before. Older rows are in those balances. */
  openedAt: VenueTimeMs;
  requestId: number;
  /** The last one that was answered whole. */
  readId: number;
  /** Margins changed: what reads before this one told of liquidation prices is old. */
  marginFrom: number;
  /** Since this wall time. */
  marginSince: number;
  /** Wall time of the last one for which what is kept for closing was used. */
  urgentAt: number;
  /** Wall time of the read under way, 0 when none is. */
  askedAt: number;
  readAt: number;
  /** A failed read is not repeated before this wall time; the pause doubles with every failure. */
  readNotBefore: number;
  /** Our own budget has nothing left before this wall time for a read that nothing hangs on. */
  budgetNotBefore: number;
  /** No money is moved here before this wall time: the last try was in vain. */
  transferNotBefore: number;
  readFailures: number;
  /** Reads in a row since anything of ours moved, and how far the portfolio had come with the last one. */
  idleReads: number;
  readVersion: number;
  /** Fingerprint of what stayed unexplained, and in how many reads in a row. */
  mismatch: string;
  mismatchReads: number;
  mismatchSince: number;
  /** Venue time of the first of those reads. */
  mismatchFrom: VenueTimeMs;
  /** What the last whole read said; `null` before the first of this process. */
  told: Told | null;
  /** What the last comparison could not explain; `null` before the first of this process. */
  unexplained: readonly Unexplained[] | null;
  /** Markets where books and a whole read of this process agreed, each for itself, while the whole did not yet. */
  agreed: Set<InstrumentIndex>;
  incomeSince: VenueTimeMs;
  lastTradeIds: Map<InstrumentIndex, string>;
  positions: Map<InstrumentIndex, VenuePosition>;
  /** Quote the venue last called free for margin, by wallet. */
  free: ReadonlyMap<string, Amount>;
};

/** Where the asking back of one order stands; no next cancel before `notBefore`, and none while one is under way. */
export type Cancel = { readonly tries: number; readonly notBefore: number; readonly underWay: boolean };

/** What the venue leaves open of an order; `since` the first whole read that did so, behind its last possible arrival. */
export type Doubt = { readonly since: WallTimeMs; told: boolean };

/** Everything the engine knows. Plain data only, so that a snapshot is a copy. One owner: `step`. */
export type EngineState = {
  sequence: number;
  venueNowMs: VenueTimeMs;
  wallNowMs: WallTimeMs;
  /** When this process began. */
  startedAt: WallTimeMs;
  nonce: Nonce | null;
  leaseEpoch: number;
  live: boolean;
  config: Config;
  /** Orders sent under a longer receive window may still arrive until then: none is absent before. */
  absentNotBefore: WallTimeMs;
  phase: "starting" | "reconciling" | "ready";
  control: Mutable<Control>;
  /** When REDUCE or FLATTEN began, or the process that goes on with it: flat is proven by what is told later. */
  leavingSince: WallTimeMs;
  /** When it was last said aloud that FLATTEN is not done; 0: not yet. */
  notFlatAlarmAt: number;
  /** Pairs a person closes while the books are halted: what is in dispute about them is theirs to know. */
  closedByHand: Set<PlanId>;
  /** Alarms that sound once: `code/plan`, until their cause is gone. */
  alarmed: Set<string>;
  /** What drifts towards where something happens, by `what/plan`; forgotten with its pair. */
  trends: Map<string, Trend>;
  /** Wall time of the last look at them. */
  foresawAt: number;
  /** Pairs that shrank since a liquidation of theirs was last far away. */
  shrunk: Set<PlanId>;
  market: MarketState;
  candidates: CandidateColumns;
  portfolio: Portfolio;
  ledger: LedgerState;
  venues: Map<VenueId, VenueState>;
  equity: Equity;
  riskNumbers: RiskStanding;
  peg: PegState;
  /** Notional one more pair would get, for pricing candidates. */
  orderQuote: number;
  /** Cheap answer to "may any candidate enter now", so that a tick does not ask risk in vain. */
  entryGateOpen: boolean;
  /** No entries before this venue time: a hedge just failed, and trying on would only burn fees. */
  entriesPausedUntil: VenueTimeMs;
  /** Why the last entry try of a candidate was denied. */
  denials: Map<number, Denial>;
  /** `false` from a failed commit until one comes through again; probed by the pulse. */
  journalUp: boolean;
  journalProbedAt: number;
  /** Probes in vain since it went down. */
  journalProbes: number;
  /** Orders whose intent waits for the commit of a sequence. */
  awaiting: Map<number, ClientOrderId[]>;
  queriedAt: Map<ClientOrderId, number>;
  /** Questions about an order that did not come through, in a row. */
  queryFailures: Map<ClientOrderId, number>;
  /** Legs whose venue wants to be left alone until then. */
  heldBack: Map<string, WallTimeMs>;
  /** Orders that were asked back, until they have ended. */
  cancels: Map<ClientOrderId, Cancel>;
  /** Orders that are not ours and that a person asked back, until the venue has answered. */
  strangersAskedBack: Map<ClientOrderId, VenueId>;
  /** Orders asked for often enough: absent once an account read of this request number knows no fill of theirs. */
  absence: Map<ClientOrderId, number>;
  /** Orders a venue that answers leaves open; in the end a person takes its word for them. */
  doubts: Map<ClientOrderId, Doubt>;
  prepared: Map<InstrumentIndex, number>;
  preparing: Set<InstrumentIndex>;
  commandIds: Set<CommandId>;
  featureCursor: number;
  controlCheckedAt: number;
  outbox: { effects: Effect[]; rows: DurableRow[] };
};

export function createState(): EngineState {
  return {
    sequence: 0,
    venueNowMs: 0 as VenueTimeMs,
    wallNowMs: 0 as WallTimeMs,
    startedAt: 0 as WallTimeMs,
    nonce: null,
    leaseEpoch: 0,
    live: false,
    config: DEFAULT_CONFIG,
    absentNotBefore: 0 as WallTimeMs,
    phase: "starting",
    control: {
      killLevel: "run",
      halted: null,
      flatProof: "none",
      frozen: [],
      outside: NOTHING_OUTSIDE,
      churn: [],
      drill: null,
      drills: [],
      transfers: [],
      planCount: 0,
      peakEquity: ZERO,
      dayStartEquity: ZERO,
      dayStart: 0 as VenueTimeMs,
    },
    leavingSince: 0 as WallTimeMs,
    notFlatAlarmAt: 0,
    closedByHand: new Set(),
    alarmed: new Set(),
    trends: new Map(),
    foresawAt: 0,
    shrunk: new Set(),
    market: createMarket(),
    candidates: createCandidates(),
    portfolio: createPortfolio(),
    ledger: createLedger(),
    venues: new Map(),
    equity: { known: false, total: ZERO, free: new Map(), notionalOpen: ZERO, netDelta: ZERO },
    riskNumbers: createRiskStanding(),
    peg: createPeg(),
    orderQuote: 0,
    entryGateOpen: false,
    entriesPausedUntil: 0 as VenueTimeMs,
    denials: new Map(),
    journalUp: true,
    journalProbedAt: 0,
    journalProbes: 0,
    awaiting: new Map(),
    queriedAt: new Map(),
    queryFailures: new Map(),
    heldBack: new Map(),
    cancels: new Map(),
    strangersAskedBack: new Map(),
    absence: new Map(),
    doubts: new Map(),
    prepared: new Map(),
    preparing: new Set(),
    commandIds: new Set(),
    featureCursor: 0,
    controlCheckedAt: 0,
    outbox: { effects: [], rows: [] },
  };
}

export function createVenue(): VenueState {
  return {
    keyRefused: false,
    catalogued: false,
    streamsDown: new Set(),
    clockOffsetMs: null,
    reconciled: false,
    unfit: "",
    mayTrade: false,
    marginsDrifted: 0,
    feeAssets: [],
    breaker: createBreaker(),
    latency: createLatency(),
    budgets: new Map(),
    openedAt: 0 as VenueTimeMs,
    requestId: 0,
    readId: 0,
    marginFrom: 0,
    marginSince: 0,
    urgentAt: 0,
    askedAt: 0,
    readAt: 0,
    readNotBefore: 0,
    budgetNotBefore: 0,
    transferNotBefore: 0,
    readFailures: 0,
    idleReads: 0,
    readVersion: 0,
    mismatch: "",
    mismatchReads: 0,
    mismatchSince: 0,
    mismatchFrom: 0 as VenueTimeMs,
    told: null,
    unexplained: null,
    agreed: new Set(),
    incomeSince: 0 as VenueTimeMs,
    lastTradeIds: new Map(),
    positions: new Map(),
    free: new Map(),
  };
}
