import type { TradePlan } from "../decision/plan.ts";
import type { Config } from "../events/index.ts";
import { type Amount, amount, bpsOfUp, toFloat } from "../units/index.ts";
import type { RiskContext } from "./context.ts";
import { type Denial, denial } from "./denial.ts";

/** Above the smallest leg, so that one step less than asked for is still a pair. */
const DRILL_BPS = 12_000;

/** What a drill trades, and the most that is traded at a venue where none was passed. */
export const drillSize = (config: Config): Amount => bpsOfUp(amount(config.size.legNotionalMin.toFixed(8)), DRILL_BPS);

/** With real money nothing beyond a drill's own size stands at a venue that has not been drilled (OPS-13). */
export function drillDenial(plan: TradePlan, { live, market, control, config }: RiskContext): Denial | null {
  const most = drillSize(config);
  if (!live || plan.estimate.notional <= most) return null;
  const drilled = [plan.long, plan.short].every((leg) => {
    const venue = market.instruments[leg]?.venue;
    return control.drills.some((drill) => drill.venue === venue && drill.passed);
  });
  return drilled ? null : denial("undrilled", toFloat(plan.estimate.notional), toFloat(most));
}
