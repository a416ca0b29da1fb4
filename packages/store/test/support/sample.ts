import type { AccountCheckpoint, Control, DurableBatch, DurableRow, Fill, LedgerEntry } from "@evenkeel/core/events";
import {
  type Asset,
  asset,
  clientOrderId,
  commandId,
  type InstrumentIndex,
  type LegName,
  type Nonce,
  type PlanId,
  planId,
  transferId,
  venueId,
} from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import type { Order, OrderIntent } from "@evenkeel/core/order";
import type { Pair, UnhedgedWindow } from "@evenkeel/core/position";
import { amount, type Price, type Quantity, venueTime, wallTime, ZERO } from "@evenkeel/core/units";

export const VENUE = venueId("binance");
export const [BTC, USDT] = [asset("BTC"), asset("USDT")];
export const SPOT = 0 as InstrumentIndex;
export const PERPETUAL = 1 as InstrumentIndex;
export const NOW = venueTime(1_700_000_000_123);
export const WALL = wallTime(1_700_000_055_987);
export const PLAN = planId("abcdefgh" as Nonce, 7);

const instrument = (index: InstrumentIndex, kind: Instrument["kind"]): Instrument => ({
  index,
  venue: VENUE,
  kind,
  wallet: kind === "spot" ? "spot" : "futures",
  symbol: "BTCUSDT",
  base: BTC,
  quote: USDT,
  settle: USDT,
  priceScale: kind === "spot" ? 2 : 1,
  quantityScale: kind === "spot" ? 5 : 3,
  tickSize: 1 as Price,
  stepSize: 1 as Quantity,
  quantityMin: 1 as Quantity,
  quantityMax: 1_000_000 as Quantity,
  marketQuantityMax: 1_000_000 as Quantity,
  notionalMin: amount("5"),
  priceBandUp: 1.1,
  priceBandDown: 0.9,
  takerFeeBps: 5,
  makerFeeBps: 2,
  leverageMax: 20,
  maintenanceMarginBps: 50,
  listedAt: NOW,
  status: "trading",
  underlying: "crypto",
});

export const INSTRUMENTS = [instrument(SPOT, "spot"), instrument(PERPETUAL, "perpetual")];

export const intent = (plan: PlanId, leg: LegName, attempt: number): OrderIntent => ({
  clientOrderId: clientOrderId(plan, leg, attempt),
  plan,
  leg,
  attempt,
  instrument: leg === "long" ? SPOT : PERPETUAL,
  side: leg === "long" ? "buy" : "sell",
  style: leg === "long" ? "post-only" : "immediate",
  quantity: 12_340 as Quantity,
  priceLimit: 6_512_399 as Price,
  bidPrice: 6_512_398 as Price,
  askPrice: 6_512_400 as Price,
  reduceOnly: leg === "short",
  purpose: leg === "long" ? "enter" : "hedge",
  createdAt: WALL,
  leaseEpoch: 3,
  approval: { rules: "entry", intentHash: "f00d", limitsVersion: 11, sequence: 41 },
});

export const order = (of: OrderIntent, change: Partial<Order> = {}): Order => ({
  intent: of,
  state: "acknowledged",
  filledQuantity: 10 as Quantity,
  filledQuote: amount("6.512399000000000001"),
  reportedQuantity: 12_340 as Quantity,
  venueOrderId: "9007199254740993",
  sentAt: wallTime(WALL + 1),
  stateSince: wallTime(WALL + 2),
  absentPolls: 2,
  refusal: null,
  ...change,
});

export const pair = (plan: PlanId, change: Partial<Pair> = {}): Pair => ({
  plan,
  base: BTC,
  origin: "adopted",
  long: {
    instrument: SPOT,
    venue: VENUE,
    kind: "spot",
    held: amount("0.123399999999999999"),
    boughtQuantity: 12_340 as Quantity,
    boughtQuote: amount("8036.300366"),
    soldQuantity: 0 as Quantity,
    soldQuote: ZERO,
    attempts: 2,
    misses: 1,
  },
  short: {
    instrument: PERPETUAL,
    venue: VENUE,
    kind: "perpetual",
    held: amount("-0.123"),
    boughtQuantity: 0 as Quantity,
    boughtQuote: ZERO,
    soldQuantity: 123 as Quantity,
    soldQuote: amount("8010.1"),
    attempts: 1,
    misses: 0,
  },
  leading: "short",
  stage: "open",
  target: amount("0.1234"),
  schedule: { kind: "twap", slices: 8, sliceMs: 30_000, startedAt: WALL },
  openedAt: NOW,
  closedAt: null,
  estimate: {
    notional: amount("8036.3"),
    longMid: 6_512_350 as Price,
    shortMid: 651_240 as Price,
    fundingBps: 41.7,
    costBps: 12.000000000000002,
    tradingBps: 9.5,
    netBps: 29.7,
  },
  funding: amount("-0.000000000000000001"),
  fees: amount("4.01815"),
  realisedProfit: amount("1.5"),
  retryAt: wallTime(0),
  unhedgedSince: wallTime(WALL - 5),
  unhedgedMsWorst: 1_234,
  unhedgedNotionalWorst: 8_036.300_366_1,
  closeReason: null,
  leverage: 3,
  patient: true,
  ...change,
});

export const unhedgedWindow = (openedSequence: number, change: Partial<UnhedgedWindow> = {}): UnhedgedWindow => ({
  plan: PLAN,
  openedSequence,
  openedAt: WALL,
  leaseEpoch: 3,
  venue: VENUE,
  stage: "opening",
  closedAt: null,
  apart: amount("0.1234"),
  notional: 8_036.25,
  notionalWorst: 8_036.3,
  notionalSeconds: 0.1 + 0.2,
  countedAt: wallTime(WALL + 3),
  ...change,
});

export const fill = (tradeId: string, change: Partial<Fill> = {}): Fill => ({
  venue: VENUE,
  instrument: SPOT,
  tradeId,
  clientOrderId: clientOrderId(PLAN, "long", 0),
  origin: "order",
  venueOrderId: "12",
  side: "buy",
  price: 6_512_399 as Price,
  quantity: 10 as Quantity,
  quote: amount("6.512399"),
  fee: amount("0.0000001"),
  feeAsset: BTC,
  realisedProfit: ZERO,
  maker: false,
  venueTimeMs: NOW,
  ...change,
});

export const walletEntry = (causeId: string, of: Asset, text: string, at = NOW): LedgerEntry => ({
  causeId,
  cause: "opening",
  venueTimeMs: at,
  lines: [
    { account: { kind: "wallet", venue: VENUE, wallet: "futures" }, asset: of, amount: amount(text) },
    { account: { kind: "capital" }, asset: of, amount: amount(text.startsWith("-") ? text.slice(1) : `-${text}`) },
  ],
});

const DRILL_CHECKS = [{ name: "entry", passed: true, text: "filled within 2 s" }] as const;
const AUTHOR = { kind: "user", id: "u_1", role: "admin" } as const;

export const control = (change: Partial<Control> = {}): Control => ({
  killLevel: "freeze",
  halted: "books differ",
  flatProof: "not-flat",
  frozen: [[PERPETUAL, "auto-deleveraged"]],
  churn: [{ base: BTC, takenBack: 2, barredUntil: venueTime(NOW + 7_200_000) }],
  transfers: [
    {
      intent: {
        id: transferId("abcdefgh" as Nonce, VENUE, 70),
        venue: VENUE,
        asset: USDT,
        amount: amount("1234.000000000000000001"),
        from: "spot",
        to: { kind: "wallet", wallet: "futures" },
        plan: PLAN,
        createdAt: wallTime(NOW + 5),
        createdVenueAt: NOW,
        leaseEpoch: 3,
      },
      state: "sending",
      sequence: 70,
      sentAt: wallTime(NOW + 6),
      absentReads: 1,
    },
  ],
  outside: {
    positions: [[PERPETUAL, amount("-0.000000000000000001")]],
    orders: [{ instrument: SPOT, clientOrderId: "web_by_hand" }],
  },
  drill: { venue: VENUE, plan: PLAN, author: AUTHOR, since: wallTime(NOW), stage: "leaving", checks: DRILL_CHECKS },
  drills: [
    { venue: VENUE, plan: PLAN, authorId: "u_1", passed: true, endedAt: wallTime(NOW + 60_000), checks: DRILL_CHECKS },
  ],
  planCount: 7,
  peakEquity: amount("10000.000000000000000001"),
  dayStartEquity: amount("9999"),
  dayStart: NOW,
  ...change,
});

export const checkpoint = (change: Partial<AccountCheckpoint> = {}): AccountCheckpoint => ({
  venue: VENUE,
  lastTradeIds: [
    [SPOT, "10"],
    [PERPETUAL, "9007199254740993"],
  ],
  incomeSince: NOW,
  openedAt: venueTime(1),
  ...change,
});

export const auditRow = (
  subject: string,
  detail: Readonly<Record<string, string | number | boolean | null>> = {},
): DurableRow => ({
  table: "audit",
  audit: { subject, action: "tested", author: { kind: "system", id: "engine", role: "admin" }, detail },
});

export const commandRow = (id: string, outcome: string): DurableRow => ({
  table: "command",
  outcome,
  command: {
    id: commandId(id),
    author: { kind: "user", id: "usr_1", role: "operator" },
    reason: "why not",
    body: { kind: "close-pair", plan: PLAN },
  },
});

export const batch = (sequence: number, rows: readonly DurableRow[]): DurableBatch => ({
  sequence,
  venueTimeMs: NOW,
  wallTimeMs: WALL,
  rows,
});
