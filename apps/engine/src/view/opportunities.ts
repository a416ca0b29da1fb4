import {
  type LegView,
  type OpportunityView,
  type Stance,
  type VerdictReason,
  venueLabel,
  type WhyFlatView,
} from "@evenkeel/api/views";
import type { EngineState } from "@evenkeel/core/engine";
import type { Asset } from "@evenkeel/core/ids";
import { type Instrument, QUARANTINE_NAMES } from "@evenkeel/core/market";
import { nextRateBps, SPREAD, VERDICTS, type VerdictCode } from "@evenkeel/core/opportunity";
import { hedgedAmount, openPairCount, openPairs, type Pair } from "@evenkeel/core/position";
import { newRiskDenial } from "@evenkeel/core/risk";
import { tenth, told } from "./numbers.ts";
import { denialReason, sayReason, verdictReason } from "./words.ts";

/** Verdicts that are about the data, not about the carry. */
const BLIND: ReadonlySet<VerdictCode> = new Set(["quarantined", "stale", "pair-ratio", "venues-apart"]);

export function viewOpportunities(state: EngineState): OpportunityView[] {
  const pairs = new Map<Asset, Pair>();
  for (const pair of openPairs(state.portfolio)) pairs.set(pair.base, pair);
  const waiting = whyEveryoneWaits(state);
  const rows: OpportunityView[] = [];
  for (let at = 0; at < state.candidates.count; at += 1) {
    const long = state.market.instruments[state.candidates.long[at] ?? -1];
    const short = state.market.instruments[state.candidates.short[at] ?? -1];
    if (long === undefined || short === undefined || isWrongWayRound(state, at)) continue;
    const pair = pairs.get(short.base);
    rows.push(viewOne(state, at, long, short, holds(pair, long, short) ? pair : undefined, waiting));
  }
  return rows;
}

/** Of the two ways round of a spread only the one that earns is worth a row; a carry always is. */
const isWrongWayRound = ({ candidates }: EngineState, at: number): boolean =>
  candidates.strategy[at] === SPREAD && !((candidates.meanAnnualPercent[at] ?? Number.NaN) > 0);

const holds = (pair: Pair | undefined, long: Instrument, short: Instrument): boolean =>
  pair?.long.instrument === long.index && pair.short.instrument === short.index;

export const viewLeg = ({ venue, symbol, kind }: Instrument): LegView => ({ venue: venueLabel(venue), symbol, kind });

function viewOne(
  state: EngineState,
  at: number,
  long: Instrument,
  short: Instrument,
  pair: Pair | undefined,
  waiting: VerdictReason | null,
): OpportunityView {
  const { candidates, market } = state;
  const { columns } = market;
  const index = short.index;
  const seen = (columns.markReceivedMs[index] ?? 0) > 0;
  const { stance, reasons, unknownWhy } = judge(state, at, pair, waiting);
  const costs = [
    candidates.feeBps,
    candidates.spreadBps,
    candidates.impactBps,
    candidates.basisCostBps,
    candidates.earlyEndBps,
  ];
  const [feesBps, spreadBps, impactBps, basisBps, earlyEndBps] = costs.map((column) => tenth(column[at]));
  return {
    id: `${long.venue}/${long.kind}/${long.symbol}/${short.venue}/${short.symbol}`,
    symbol: short.base,
    long: viewLeg(long),
    short: viewLeg(short),
    meanAnnualPercent: tenth(candidates.meanAnnualPercent[at]),
    medianAnnualPercent: tenth(candidates.medianAnnualPercent[at]),
    ratePercentile: tenth(candidates.ratePercentile[at]),
    volatilityAnnualPercent: tenth(candidates.volatilityAnnualPercent[at]),
    nextRateBps: seen ? tenth(nextRateBps(market, long.index, index, long.kind === "perpetual")) : null,
    nextFundingAtVenueMs: told(columns.nextFundingMs[index]),
    intervalHours: told(columns.intervalHours[index]),
    basisBps: tenth(candidates.basisBps[at]),
    fundingBps: tenth(candidates.fundingBps[at]),
    costs: {
      feesBps: feesBps ?? null,
      spreadBps: spreadBps ?? null,
      impactBps: impactBps ?? null,
      basisBps: basisBps ?? null,
      earlyEndBps: earlyEndBps ?? null,
      totalBps: tenth(costs.reduce((sum, column) => sum + (column[at] ?? Number.NaN), 0)),
    },
    netBps: tenth(candidates.netBps[at]),
    stance,
    reasons,
    progress: pair?.stage === "opening" ? `${filledPercent(pair)} % hedged` : null,
    unknownWhy,
  };
}

type Judgement = Pick<OpportunityView, "stance" | "reasons" | "unknownWhy">;

function judge(state: EngineState, at: number, pair: Pair | undefined, waiting: VerdictReason | null): Judgement {
  const code = VERDICTS[state.candidates.verdict[at] ?? 0] ?? "clear";
  const stand = (stance: Stance, reasons: readonly VerdictReason[], unknownWhy: string | null = null): Judgement => ({
    stance,
    reasons,
    unknownWhy,
  });
  if (pair !== undefined) return stand(pair.stage === "opening" ? "entering" : "held", []);
  // Verdict 0 is also where a candidate stands that no tick has reached yet.
  if (code === "clear" && !Number.isFinite(state.candidates.netBps[at] ?? Number.NaN))
    return stand("quarantined", [verdictReason("stale", Number.NaN, state.config.risk.freshnessMsMax)], "never-seen");
  if (code === "clear") return waiting === null ? stand("clear", []) : stand("queued", [waiting]);
  if (code === "denied") {
    const denial = state.denials.get(at);
    return stand("queued", [denial === undefined ? verdictReason(code, 0, 0) : denialReason(denial)]);
  }
  // Depth is asked for only when somebody could enter; nobody can, so that is the reason.
  if (code === "depth-unknown" && waiting !== null) return stand("queued", [waiting]);
  const reason = reasonOf(state, at, code);
  if (!BLIND.has(code)) return stand("rejected", [reason]);
  const held = code === "quarantined" ? QUARANTINE_NAMES[state.candidates.have[at] ?? 0] : undefined;
  return stand("quarantined", [reason], held ?? code);
}

function reasonOf(state: EngineState, at: number, code: VerdictCode): VerdictReason {
  const base = state.market.instruments[state.candidates.short[at] ?? -1]?.base;
  if (code === "churn") {
    const barred = state.control.churn.find((each) => each.base === base);
    return verdictReason(code, barred === undefined ? Number.NaN : barred.barredUntil - state.venueNowMs, 0);
  }
  if (code !== "cooldown") return verdictReason(code, state.candidates.have[at] ?? 0, state.candidates.need[at] ?? 0);
  const leftAt = base === undefined ? undefined : state.portfolio.exits.get(base);
  return verdictReason(
    code,
    leftAt === undefined ? Number.NaN : state.venueNowMs - leftAt,
    state.config.exit.cooldownMs,
  );
}

/** What holds back even a candidate that clears every rule; `null` while the way is free. */
function whyEveryoneWaits(state: EngineState): VerdictReason | null {
  const denial = newRiskDenial(state);
  if (denial !== null) return denialReason(denial);
  const held = openPairCount(state.portfolio);
  const { pairsMax } = state.config.size;
  if (held >= pairsMax) return denialReason({ code: "pairs-full", have: held, need: pairsMax });
  if (state.entryGateOpen) return null;
  for (const pair of openPairs(state.portfolio)) {
    if (pair.stage === "opening" || pair.stage === "unwinding" || pair.stage === "shrinking")
      return { code: "one-at-a-time", have: null, need: null, unit: "", bound: "none" };
  }
  return { code: "no-room", have: null, need: null, unit: "", bound: "none" };
}

/** Share of the wanted size that both legs hold. */
export function filledPercent(pair: Pair): number {
  if (pair.target <= 0n) return 100;
  return Math.min(100, Number((hedgedAmount(pair) * 100n) / pair.target));
}

/** While nothing is held: the best that was refused, and what it lacks. */
export function viewWhyFlat(state: EngineState, rows: readonly OpportunityView[]): WhyFlatView | null {
  if (openPairCount(state.portfolio) > 0) return null;
  let best: OpportunityView | null = null;
  for (const row of rows) {
    if (row.reasons.length === 0 || row.netBps === null) continue;
    if (best === null || row.netBps > (best.netBps ?? Number.NEGATIVE_INFINITY)) best = row;
  }
  const reason = best?.reasons[0];
  if (best === null || reason === undefined) return null;
  const days = state.config.entry.holdDays;
  const text = `${best.symbol} comes nearest: ${best.netBps} bp net over ${days} days, but ${sayReason(reason)}`;
  return { symbol: best.symbol, netBps: best.netBps, reason, text };
}
