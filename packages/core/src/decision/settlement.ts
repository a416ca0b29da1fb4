import type { RiskContext } from "../risk/context.ts";
import { HOUR_MS } from "../units/index.ts";

/** Elective trades keep away from the settlements of either leg, before and after (EXE-7). */
export const nearSettlement = (context: RiskContext, long: number, short: number): boolean =>
  isNearSettlement(context, short) ||
  (context.market.instruments[long]?.kind === "perpetual" && isNearSettlement(context, long));

function isNearSettlement({ market, config, venueNowMs }: RiskContext, perpetual: number): boolean {
  const { columns } = market;
  const next = columns.nextFundingMs[perpetual] ?? 0;
  if (next === 0) return true;
  const guard = config.entry.settlementGuardMs;
  const toNext = next - venueNowMs;
  const sinceLast = (columns.intervalHours[perpetual] ?? 0) * HOUR_MS - toNext;
  return toNext < guard || (sinceLast >= 0 && sinceLast < guard);
}
