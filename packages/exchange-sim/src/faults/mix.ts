import { FAULT_NAMES, type FaultName } from "./catalogue.ts";

export const MIX_NAMES = ["none", "calm", "normal", "storm"] as const;
export type MixName = (typeof MIX_NAMES)[number];
export const isMixName = (name: unknown): name is MixName => MIX_NAMES.some((each) => each === name);

/** By name, in the fault's own unit: a share of occasions, or times a day. */
export type Rates = Readonly<Record<FaultName, number>>;

const NORMAL: Rates = {
  "reply-lost": 0.01,
  "request-lost": 0.01,
  overloaded: 0.0025,
  "status-unknown": 0.0025,
  "order-invisible": 0.005,
  "partial-fill": 0.2,
  "zero-fill": 0.05,
  "filter-reject": 0.02,
  "stream-drop": 0.001,
  "stream-duplicate": 0.001,
  "stream-reorder": 0.001,
  "stream-gap": 0.001,
  "stream-stall": 2,
  "stream-cut": 1,
  "listen-key-early": 1,
  "listen-key-twice": 1,
  "rate-limited": 2,
  banned: 1 / 7,
  "overload-burst": 0,
  maintenance: 1 / 14,
  "clock-step": 1,
  "clock-drift": 1,
  "key-permission-lost": 1 / 10,
  "leverage-changed": 1 / 10,
  "position-mode-changed": 1 / 10,
  "manual-trade": 1 / 10,
  liquidation: 1 / 30,
  rally: 1 / 50,
  wick: 1 / 50,
  depeg: 1 / 50,
  "zero-price": 1 / 50,
  "mark-skew": 1 / 50,
  "funding-late": 0.05,
  "income-late": 0.02,
  "income-duplicate": 0.015,
  "income-corrected": 0.015,
  deleveraged: 1 / 30,
  delisting: 1 / 30,
  "interval-change": 1 / 30,
  "cap-change": 1 / 30,
  "multiplier-change": 1 / 30,
  "coin-depeg": 1 / 50,
};

const CALM_FACTOR = 0.1;
const STORM_FACTOR = 8;

const scaled = (factor: number, own: Partial<Rates>): Rates =>
  Object.fromEntries(FAULT_NAMES.map((name) => [name, own[name] ?? NORMAL[name] * factor])) as Rates;

export const MIXES: Readonly<Record<MixName, Rates>> = {
  none: scaled(0, {}),
  calm: scaled(CALM_FACTOR, {}),
  normal: NORMAL,
  // Half of all immediate orders would find nothing at eight times the normal: a storm at sea, not at the bottom.
  storm: scaled(STORM_FACTOR, {
    "partial-fill": 0.4,
    "zero-fill": 0.15,
    "filter-reject": 0.3,
    "overload-burst": 12,
    "funding-late": 0.4,
  }),
};
