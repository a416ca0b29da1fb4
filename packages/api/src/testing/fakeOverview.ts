import {
  HEAT_SETTLEMENTS,
  known,
  type OpportunityView,
  type OverviewView,
  type ProfitPoint,
  unknown,
} from "../views/index.ts";
import { type FakeScene, fakeRisk } from "./fakeRisk.ts";
import { createRandom, fakeOpportunity, fakePosition, symbolAt } from "./fakeRows.ts";
import { fakeStatus } from "./fakeStatus.ts";

const DAY_MS = 86_400_000;
const HEAT_ROWS = 12;
const PROFIT_DAYS = 30;

export function fakeProfit(venueTimeMs: number): readonly ProfitPoint[] {
  const random = createRandom(11);
  let funding = 0;
  let costs = 0;
  let price = 0;
  return Array.from({ length: PROFIT_DAYS * 4 }, (_, index) => {
    funding += random() * 1.6 - 0.2;
    costs -= random() < 0.15 ? 1.8 : 0;
    const at = venueTimeMs - (PROFIT_DAYS * 4 - 1 - index) * (DAY_MS / 4);
    price += random() < 0.1 ? random() * 2 - 1 : 0;
    const [net, shown] = [funding + costs + price, (value: number): string => value.toFixed(4)];
    return { venueTimeMs: at, funding: shown(funding), costs: shown(costs), price: shown(price), net: shown(net) };
  });
}

function fakeKpis(scene: FakeScene, tick: number): OverviewView["kpis"] {
  if (scene === "starting") {
    const none = unknown("starting");
    return {
      asset: "USDT",
      equity: none,
      netToday: none,
      funding24h: none,
      costs24h: none,
      netDelta: none,
      nearestLiquidation: none,
      unhedged: none,
    };
  }
  const flat = scene === "flat";
  return {
    asset: "USDT",
    equity: known((50_214.37 + (tick % 40) * 0.11).toFixed(4)),
    netToday: known({
      net: flat ? "0" : (31.82 + (tick % 13) * 0.07).toFixed(4),
      percent: flat ? 0 : 0.06,
      cash: "5.5",
    }),
    funding24h: known({ amount: flat ? "0" : "44.1", settlements: flat ? 0 : 9 }),
    costs24h: known({ amount: flat ? "0" : "-12.28", makerPercent: flat ? null : 78 }),
    netDelta: known({ amount: flat ? "0" : (1.2 + (tick % 5) * 0.1).toFixed(2), gross: flat ? "0" : "14920" }),
    nearestLiquidation: flat ? unknown("no-positions") : known({ symbol: "SOL", distancePercent: 41, marginHours: 38 }),
    unhedged: known({ nowMs: 0, nowNotional: "0", worstTodayMs: 1_300, worstTodayNotional: "212" }),
  };
}

const alertsOf = (nowMs: number): OverviewView["alerts"] => [
  {
    id: "a5",
    level: "INFO",
    atMs: nowMs - 60_000,
    venueTimeMs: null,
    code: "pair-opened",
    text: "Entered LINK, 1.1 s unhedged, 0.4 bp over mid",
  },
  {
    id: "a4",
    level: "INFO",
    atMs: nowMs - 2_460_000,
    venueTimeMs: null,
    code: "funding-booked",
    text: "Funding +3.04 on 3 pairs",
  },
  {
    id: "a3",
    level: "WARNING",
    atMs: nowMs - 8_940_000,
    venueTimeMs: null,
    code: "stream-silent",
    text: "Binance futures stream silent 2.1 s, resynced",
  },
  {
    id: "a2",
    level: "CRITICAL",
    atMs: nowMs - 18_940_000,
    venueTimeMs: null,
    code: "clock-offset",
    text: "Binance clock 2,140 ms away; no new risk for 40 s",
  },
  {
    id: "a1",
    level: "INFO",
    atMs: nowMs - 28_940_000,
    venueTimeMs: null,
    code: "started",
    text: "Reconciled in 0.8 s, 3 pairs, books agree",
  },
];

const heat = Array.from({ length: HEAT_ROWS }, (_, row) => {
  const random = createRandom(row + 3);
  return {
    symbol: symbolAt(row),
    venue: "Binance",
    held: row >= 2 && row < 5,
    intervalHours: row % 3 === 0 ? 8 : 4,
    ratesBps: Array.from({ length: HEAT_SETTLEMENTS }, (_, at) =>
      row === 8 && at < 9 ? null : Math.round((random() - 0.35) * 60) / 10,
    ),
  };
});

export function createFakeOverview(options: {
  readonly scene: FakeScene;
  readonly rows: number;
  readonly startMs: number;
}) {
  const { scene, rows, startMs } = options;
  const random = createRandom(5);
  const baseMs = Date.UTC(2027, 2, 14, 8, 41);
  const alerts = alertsOf(startMs);
  const profit = { asset: "USDT", points: scene === "starting" ? [] : fakeProfit(baseMs) };
  let opportunities = Array.from({ length: rows }, (_, index) => fakeOpportunity(index, random, baseMs));
  let tick = 0;

  /** Moves a few rows, as a market does. */
  const move = (): void => {
    tick += 1;
    opportunities = opportunities.map((row, index) =>
      row.basisBps === null || (index + tick) % 16 !== 0
        ? row
        : { ...row, basisBps: Math.round((row.basisBps + random() - 0.5) * 10) / 10 },
    );
  };

  const view = (nowMs: number): OverviewView => {
    const status = fakeStatus(scene, nowMs, startMs, baseMs);
    const refused = (row: OpportunityView): OpportunityView =>
      row.stance === "quarantined" || row.stance === "rejected"
        ? row
        : {
            ...row,
            stance: "rejected",
            progress: null,
            reasons: [{ code: "mean", have: 12.1, need: 15, unit: "%/year", bound: "min" }],
          };
    const holding = scene !== "flat" && scene !== "starting";
    return {
      status,
      kpis: fakeKpis(scene, tick),
      capacity: { pairsHeld: holding ? 3 : 0, pairsMax: 5, equityUsedPercent: holding ? 29 : 0 },
      positions: holding ? [2, 3, 4].map((index) => fakePosition(index, tick, status.venueTimeMs)) : [],
      risk: fakeRisk(scene, startMs, baseMs),
      opportunities: scene === "starting" ? [] : holding ? opportunities : opportunities.map(refused),
      whyFlat:
        holding || scene === "starting"
          ? null
          : {
              symbol: "TIA",
              netBps: 38,
              reason: { code: "discount", have: 9.4, need: 5, unit: "bps", bound: "max" },
              text: "TIA comes nearest: 38 bp net over 14 days, but its perpetual trades 9.4 bp under spot",
            },
      counts: { watched: rows, clearing: holding ? 2 : 0, quarantined: 11 },
      venues: [
        {
          id: "binance/spot",
          venue: "Binance",
          label: "Binance spot",
          state: "up",
          messagesPerSecond: 812 + (tick % 9),
          weightPercent: 9,
          clockOffsetMs: 11,
          lastError: null,
        },
        {
          id: "binance/futures",
          venue: "Binance",
          label: "Binance futures",
          state: scene === "halted" ? "degraded" : "up",
          messagesPerSecond: 2_140,
          weightPercent: 14,
          clockOffsetMs: 11,
          lastError: scene === "halted" ? "-1021 timestamp outside the window" : null,
        },
      ],
      alerts: scene === "starting" ? alerts.slice(-1) : alerts,
      heat: scene === "starting" ? [] : heat,
      profit,
      footer: {
        decisionMicrosP50: 1.8,
        decisionMicrosP99: 4.1,
        commitMsP99: 1.6,
        sequence: 18_204_511 + tick * 7,
        auditChained: true,
        ticks: { state: "on", storage: "plain", perSecond: 1_180, dropped: 0, lagMs: 41, reason: null },
      },
    };
  };
  return { move, view };
}
