import type { InstrumentIndex, VenueId } from "../ids/index.ts";
import { Quarantine } from "../market/columns.ts";
import { openPairCount } from "../position/portfolio.ts";
import { type Amount, toFloat } from "../units/index.ts";
import type { RiskContext, VenueGate } from "./context.ts";
import { type Denial, denial } from "./denial.ts";
import { sustainedLatencyMs } from "./latency.ts";
import { worstExpectedShortfall } from "./numbers.ts";
import { pegDenial } from "./peg.ts";

/** Anything that forbids new risk everywhere. Exits never ask. */
export function newRiskDenial(context: RiskContext): Denial | null {
  if (context.phase !== "ready") return denial("not-ready");
  if (context.control.halted !== null) return denial("halted");
  if (context.control.killLevel !== "run") return denial("kill-level");
  if (!context.journalUp) return denial("journal-down");
  if (!context.equity.known) return denial("equity-unknown");
  return lossDenial(context) ?? shortfallDenial(context) ?? pegDenial(context.peg, context.config, context.wallNowMs);
}

const percentOf = (part: Amount, whole: Amount): number =>
  whole > 0n ? Number((part * 1_000_000n) / whole) / 10_000 : 0;

/** Loss since the start of the venue day and since the peak, in per cent of marked equity (DFT-5). */
export function lossDenial(context: RiskContext): Denial | null {
  const { control, equity, config } = context;
  if (!equity.known) return null;
  const dayLoss = percentOf((control.dayStartEquity - equity.total) as Amount, control.dayStartEquity);
  if (dayLoss >= config.risk.dailyLossPercentMax) return denial("daily-loss", dayLoss, config.risk.dailyLossPercentMax);
  const drawdown = percentOf((control.peakEquity - equity.total) as Amount, control.peakEquity);
  if (drawdown >= config.risk.drawdownPercentMax) return denial("drawdown", drawdown, config.risk.drawdownPercentMax);
  return null;
}

/**
 * What is held already may lose too much, or nobody can say: nothing is added to what nobody measures. Asked of entries
 * only. Where nobody was ever set to answer, as in a simulation, the other limits stand alone.
 */
export function shortfallDenial({ riskNumbers, portfolio, equity, config, wallNowMs }: RiskContext): Denial | null {
  if (openPairCount(portfolio) === 0) return null;
  const worst = riskNumbers.measured === null ? null : worstExpectedShortfall(riskNumbers.measured);
  const percent = worst === null ? 0 : (worst / toFloat(equity.total)) * 100;
  const most = config.risk.expectedShortfallPercentMax;
  if (!(percent < most)) return denial("expected-shortfall", percent, most);
  const { failingSince } = riskNumbers;
  return failingSince === 0 ? null : denial("risk-unknown", wallNowMs - failingSince, 0);
}

/** Anything that forbids new risk at one venue. */
export function venueDenial(context: RiskContext, venue: VenueId): Denial | null {
  const gate = context.venues.get(venue);
  if (gate === undefined) return denial("venue-down");
  const reach = reachDenial(context, gate);
  if (reach !== null) return reach;
  if (!gate.mayTrade || !gate.reconciled) return denial("venue-down");
  if (context.control.transfers.some(({ intent }) => intent.venue === venue)) return denial("money-moving");
  if (gate.marginsDrifted > 0) return denial("margin-drift", gate.marginsDrifted, 0);
  if (gate.mismatchReads > 0) return denial("books-differ", gate.mismatchReads, 0);
  if (gate.streamsDown.size > 0) return denial("venue-down", gate.streamsDown.size, 0);
  const offset = gate.clockOffsetMs;
  if (offset === null || !(Math.abs(offset) <= context.config.risk.clockOffsetMsMax)) {
    return denial("clock-offset", offset ?? Number.NaN, context.config.risk.clockOffsetMsMax);
  }
  return null;
}

/** The venue is out of reach, wants to be left alone, or answers too slowly (RSK-5, MKT-10, EXE-8). */
export function reachDenial({ config, wallNowMs }: RiskContext, gate: VenueGate): Denial | null {
  const { breakerFailuresMax, latencyMsMax } = config.risk;
  if (gate.breaker.state !== "closed") return denial("breaker", gate.breaker.failures, breakerFailuresMax);
  for (const { blockedUntil } of gate.budgets.values())
    if (blockedUntil > wallNowMs) return denial("rate-limited", blockedUntil - wallNowMs, 0);
  const latencyMs = sustainedLatencyMs(gate.latency, wallNowMs);
  return latencyMs !== null && latencyMs > latencyMsMax ? denial("latency", latencyMs, latencyMsMax) : null;
}

/** Data of one instrument that new risk may not stand on. */
export function dataDenial(context: RiskContext, instrument: InstrumentIndex): Denial | null {
  const { columns } = context.market;
  if (context.market.instruments[instrument]?.status !== "trading") return denial("not-trading");
  const reason = columns.quarantine[instrument] || columns.markQuarantine[instrument] || Quarantine.none;
  if (reason !== Quarantine.none) return denial("quarantined", reason);
  const isPerpetual = context.market.instruments[instrument]?.kind === "perpetual";
  const markMs = isPerpetual ? (columns.markReceivedMs[instrument] ?? 0) : Number.POSITIVE_INFINITY;
  const ageMs = context.wallNowMs - Math.min(columns.topReceivedMs[instrument] ?? 0, markMs);
  if (ageMs > context.config.risk.freshnessMsMax) return denial("stale", ageMs, context.config.risk.freshnessMsMax);
  if (context.portfolio.frozen.has(instrument)) return denial("symbol-frozen");
  return null;
}
