import { nearSettlement } from "../decision/settlement.ts";
import { candidateOf } from "../opportunity/candidates.ts";
import { capitalOverNotional } from "../opportunity/evaluate.ts";
import { revertingFundingBps, withinCaps } from "../opportunity/features.ts";
import { isSpread } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { YEAR_DAYS } from "../units/index.ts";
import type { EngineState } from "./state.ts";

/** A forced end waits for nothing; a chosen one keeps away from settlements and may wait for its price. */
export type Exit = { readonly reason: string; readonly patient: boolean };

const forced = (reason: string): Exit => ({ reason, patient: false });

/** Why this pair should end now, or `null`. Forced reasons never wait for a settlement; chosen ones do (EXE-7). */
export function exitOf(state: EngineState, pair: Pair): Exit | null {
  const { killLevel } = state.control;
  if (killLevel === "reduce" || killLevel === "flatten") return forced(killLevel);
  const distance = liquidationDistancePercent(state, pair);
  if (distance !== null && distance < endPercent(state, pair))
    return forced(`liquidation ${distance.toFixed(1)} % away`);
  if (pair.stage !== "open") return null;
  // A market that ends stops sending marks, so its last settlement time would guard it for ever.
  for (const leg of [pair.long, pair.short]) {
    const status = state.market.instruments[leg.instrument]?.status;
    if (status === "delisting" || status === "settling") return forced(status);
  }
  if (nearSettlement(state, pair.long.instrument, pair.short.instrument) || !canLeave(state, pair)) return null;
  const reason = carryEnded(state, pair);
  return reason === null ? null : { reason, patient: true };
}

/** What is held shrinks first, step by step; half of the floor, or a pair not whole yet, leaves no time for steps. */
function endPercent({ config }: EngineState, { stage }: Pair): number {
  const { liquidationShrinkPercent } = config.risk;
  return stage === "open" || stage === "shrinking" ? liquidationShrinkPercent / 2 : liquidationShrinkPercent;
}

/** A spread is left by choice only while both venues answer: half an exit is a naked leg. */
const canLeave = (state: EngineState, pair: Pair): boolean =>
  !isSpread(pair) ||
  [pair.long, pair.short].every(({ venue: id }) => {
    const venue = state.venues.get(id);
    return venue !== undefined && venue.reconciled && venue.streamsDown.size === 0 && venue.readFailures === 0;
  });

/** DFT-2: the 7-day mean is below the floor and holding is worth less than leaving. Both ways pay the exit once. */
function carryEnded(state: EngineState, pair: Pair): string | null {
  const { config, candidates } = state;
  const candidate = candidateOf(candidates, pair.long.instrument, pair.short.instrument);
  const mean = candidates.meanAnnualPercent[candidate] ?? Number.NaN;
  if (!(mean < config.exit.meanAnnualPercentMax)) return null;
  const { cashAnnualPercent, holdDays } = config.entry;
  // What is held may hope for its median again: leaving at every dip pays four fees for nothing.
  const median = candidates.medianAnnualPercent[candidate] ?? Number.NaN;
  const capped = (percent: number) => withinCaps(state.market, pair.long.instrument, pair.short.instrument, percent);
  const holdBps = revertingFundingBps(capped(mean), capped(median), holdDays);
  const leaveBps =
    ((cashAnnualPercent * 100 * holdDays) / YEAR_DAYS) * capitalOverNotional(config.size.leverage, isSpread(pair));
  if (!(holdBps < leaveBps)) return null;
  return `carry ended: 7-day mean ${mean.toFixed(1)} %, holding ${holdBps.toFixed(0)} bps against ${leaveBps.toFixed(0)} bps of cash`;
}

/** How far the mark may move before the venue liquidates the nearer of the legs; `null` while no venue has said. */
export function liquidationDistancePercent(state: EngineState, pair: Pair): number | null {
  const [long, short] = [legDistancePercent(state, pair.long), legDistancePercent(state, pair.short)];
  return long !== null && short !== null ? Math.min(long, short) : (long ?? short);
}

export function legDistancePercent(state: EngineState, leg: Leg): number | null {
  if (leg.kind === "spot" || leg.held === 0n) return null;
  const position = state.venues.get(leg.venue)?.positions.get(leg.instrument);
  const mark = state.market.columns.markPrice[leg.instrument] ?? 0;
  if (position?.liquidationPrice == null || position.liquidationPrice <= 0 || mark <= 0) return null;
  const away = (position.liquidationPrice / mark - 1) * 100;
  return leg.held < 0n ? away : -away;
}
