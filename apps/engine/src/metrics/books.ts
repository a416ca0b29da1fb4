import { openPairs } from "@evenkeel/core/position";
import { toFloat } from "@evenkeel/core/units";
import type { Metrics } from "@evenkeel/telemetry/metrics";
import type { MetricSources } from "./sources.ts";

const QUOTE = "USDT";
const NOTHING_BOOKED = { funding: "0", costs: "0", net: "0" };
const KILL_LEVELS = ["run", "freeze", "reduce", "flatten"] as const;

const yes = (holds: boolean): number => (holds ? 1 : 0);

export function registerBooks(metrics: Metrics, { state, books, lease, heartbeat }: MetricSources): void {
  metrics.gauge("evenkeel_equity_usdt", "The account at market; absent while a leg has no price.", () =>
    state.equity.known ? toFloat(state.equity.total) : null,
  );
  metrics.gauge("evenkeel_open_notional_usdt", "The larger leg of every pair at market.", () =>
    state.equity.known ? toFloat(state.equity.notionalOpen) : null,
  );
  metrics.gauge("evenkeel_profit_usdt", "What was booked so far, by cause; costs are negative.", () => {
    const last = books.series(QUOTE).points.at(-1) ?? NOTHING_BOOKED;
    const [funding, fees] = [Number(last.funding), Number(last.costs)];
    const causes = { funding, fees, trading: Number(last.net) - funding - fees };
    return Object.entries(causes).map(([cause, value]) => ({ labels: { cause }, value }));
  });
  metrics.gauge("evenkeel_pairs", "Pairs held, by stage.", () =>
    (["opening", "open", "shrinking", "closing", "unwinding"] as const).map((stage) => ({
      labels: { stage },
      value: [...openPairs(state.portfolio)].filter((pair) => pair.stage === stage).length,
    })),
  );
  metrics.gauge(
    "evenkeel_portfolio_version",
    "Moves with positions, limits and configuration.",
    () => state.portfolio.version,
  );
  metrics.gauge("evenkeel_sequence", "Number of the last event stepped.", () => state.sequence);
  metrics.gauge("evenkeel_kill_level", "0 run, 1 freeze, 2 reduce, 3 flatten.", () =>
    KILL_LEVELS.indexOf(state.control.killLevel),
  );
  metrics.gauge("evenkeel_halted", "1 while books and venue disagree and a person must look.", () =>
    yes(state.control.halted !== null),
  );
  metrics.gauge("evenkeel_ready", "1 once books and venue agreed; no new risk before.", () =>
    yes(state.phase === "ready"),
  );
  metrics.gauge(
    "evenkeel_lease_epoch",
    "One higher with every engine that worked on this database.",
    () => lease.epoch,
  );
  metrics.gauge("evenkeel_lease_held", "1 while the database has confirmed the lease and it has not run out.", () =>
    yes(lease.held()),
  );
  metrics.gauge("evenkeel_heartbeat_silent_seconds", "Since the last heartbeat got through.", heartbeat);
  metrics.gauge("evenkeel_standby_known", "1 while another engine stands by for this one.", () =>
    yes(lease.standby() !== null),
  );
}
