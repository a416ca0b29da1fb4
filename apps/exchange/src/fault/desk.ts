import {
  COMMON_FAULTS,
  comeDue,
  createFaultBox,
  FAULT_NAMES,
  type FaultBox,
  type FaultName,
  type Firing,
  type MixName,
  planCommon,
  record,
  setMix,
  sizeOf,
} from "@evenkeel/exchange-sim";
import type { Station } from "../station.ts";
import { type Begun, begin, drawFunding, follow, inject, NO_WISH, type Wish } from "./begin.ts";
import { doDue } from "./layer.ts";

/** What can go wrong at any venue of this process, in one hand. */
export interface FaultDesk {
  readonly mix: MixName;
  setMix(name: MixName): void;
  inject(name: FaultName, station: Station, wish: Wish): Begun;
  /** Draws what has come due by the day and goes on with what has begun. */
  tick(): void;
  report(): FaultReport;
}

export interface FaultReport {
  readonly mix: MixName;
  readonly since: string;
  readonly total: number;
  /** By where it happened, then by name; `prices` are common to all venues. */
  readonly fired: Readonly<Record<string, Readonly<Partial<Record<FaultName, number>>>>>;
  readonly never: readonly FaultName[];
  /** Newest first. */
  readonly recent: readonly (Firing & { readonly where: string })[];
}

const PRICES = "prices";
const RECENT_MAX = 50;
/** A coin that most people watch. */
const COINS_DRAWN = 10;

export function createFaultDesk(stations: readonly Station[], seed: number, mix: MixName): FaultDesk {
  const startedMs = Date.now();
  const [first] = stations;
  const prices = createFaultBox(seed, mix, "common", startedMs, first?.venue.state.nowMs ?? 0);

  const movePrices = (name: FaultName, symbol: string | null): Begun => {
    const coins = (first?.venue.state.world.instruments ?? []).slice(0, symbol === null ? COINS_DRAWN : undefined);
    const drawn = coins[Math.floor(sizeOf(prices, name, 0, 0, coins.length))];
    const named = coins.find(({ coin, futures, spot }) => [coin, futures.symbol, spot.symbol].includes(symbol ?? ""));
    const coin = (symbol === null ? drawn : named)?.coin;
    if (coin === undefined) return { ok: false, problem: "No such symbol." };
    const begun = stations.map(({ venue, faults }) => follow(faults, planCommon(venue.state, name, coin)));
    const moved = begun.find(({ ok }) => ok) ?? begun[0] ?? { ok: false, problem: "No venue is open." };
    if (moved.ok) record(prices, name, Date.now(), moved.says);
    return moved;
  };

  const boxes = (): readonly (readonly [where: string, box: FaultBox])[] => [
    ...stations.map(({ name, faults }) => [name, faults.box] as const),
    [PRICES, prices],
  ];

  return {
    get mix() {
      return prices.mixName;
    },
    setMix: (name) => {
      for (const [, box] of boxes()) setMix(box, name);
    },
    inject: (name, station, wish) =>
      COMMON_FAULTS.includes(name) ? movePrices(name, wish.symbol) : inject(station.faults, name, wish),
    tick: () => {
      for (const { faults, venue } of stations) {
        doDue(faults);
        drawFunding(faults);
        for (const name of comeDue(faults.box, Date.now(), venue.state.nowMs)) begin(faults, name, NO_WISH);
      }
      for (const name of comeDue(prices, Date.now(), first?.venue.state.nowMs ?? 0)) movePrices(name, null);
    },
    report: () => reportOf(boxes(), prices.mixName, startedMs),
  };
}

function reportOf(
  boxes: readonly (readonly [where: string, box: FaultBox])[],
  mix: MixName,
  startedMs: number,
): FaultReport {
  const counted = new Set(boxes.flatMap(([, { fired }]) => [...fired.keys()]));
  const all = boxes.flatMap(([where, { recent }]) => recent.map((each) => ({ ...each, where })));
  return {
    mix,
    since: new Date(startedMs).toISOString(),
    total: boxes.reduce((sum, [, { fired }]) => sum + [...fired.values()].reduce((a, b) => a + b, 0), 0),
    fired: Object.fromEntries(boxes.map(([where, { fired }]) => [where, Object.fromEntries(fired)])),
    never: FAULT_NAMES.filter((name) => !counted.has(name)),
    recent: all.toSorted((a, b) => b.wallMs - a.wallMs).slice(0, RECENT_MAX),
  };
}
