"use client";

import type { OpportunityView } from "@evenkeel/api/views";
import { formatLeg } from "../format/leg.ts";
import { formatBps, formatNumber, formatPercent } from "../format/number.ts";
import { formatUtcMinute } from "../format/time.ts";
import { chipOf, reasonText } from "../format/words.ts";
import { Chip } from "../ui/Chip.tsx";
import { Unknown } from "../ui/Unknown.tsx";
import { Detail, orUnknown } from "./cells.tsx";

const ITEMS = [
  ["Fees, four trades", "feesBps"],
  ["Spread", "spreadBps"],
  ["Market impact", "impactBps"],
  ["Basis", "basisBps"],
  ["Early end, by volatility", "earlyEndBps"],
] as const;

/** The sum behind the net: expected funding, each cost, what is left. */
export function CostDetails({ row }: { readonly row: OpportunityView }) {
  const { costs, unknownWhy: why } = row;
  const bps = (value: number | null, sign: "always" | "negative" = "negative") =>
    orUnknown(value === null ? null : formatBps(value, 1, sign), why);
  return (
    <div className="grid gap-x-10 gap-y-3 bg-bg px-3 py-2 whitespace-normal sm:grid-cols-2 lg:grid-cols-3">
      <dl aria-label="Over 14 days">
        <Detail term="Funding, 14 days">{bps(row.fundingBps, "always")}</Detail>
        {ITEMS.map(([term, key]) => (
          <Detail key={key} term={term}>
            <CostBar value={costs[key]} total={costs.totalBps} />
            {bps(costs[key] === null ? null : -costs[key])}
          </Detail>
        ))}
        <Detail term="Net, 14 days">
          <b className="font-semibold">{bps(row.netBps, "always")}</b>
        </Detail>
      </dl>
      <dl>
        <Detail term="7-day mean">{percent(row.meanAnnualPercent, why)}</Detail>
        <Detail term="30-day median">{percent(row.medianAnnualPercent, why)}</Detail>
        <Detail term="Next settlement">
          {bps(row.nextRateBps, "always")}
          {row.nextFundingAtVenueMs !== null && (
            <span className="text-faint"> at {formatUtcMinute(row.nextFundingAtVenueMs)}</span>
          )}
        </Detail>
        <Detail term="Among its last 30 days">
          {orUnknown(row.ratePercentile === null ? null : `above ${formatNumber(row.ratePercentile, 0)} %`, why)}
        </Detail>
        <Detail term="Volatility">{percent(row.volatilityAnnualPercent, why)}</Detail>
        <Detail term="Long">{formatLeg(row.long)}</Detail>
        <Detail term="Short">{formatLeg(row.short)}</Detail>
      </dl>
      <div>
        <p className="mb-1 text-dim">
          {row.reasons.length === 0 ? "Every rule agrees." : "Why not, each rule that says no:"}
        </p>
        <ul className="grid gap-1">
          {row.reasons.map((reason) => (
            <li key={reason.code} className="flex items-center gap-2">
              <Chip tone={row.stance === "quarantined" ? "warn" : "plain"}>{chipOf(reason)}</Chip>
              {reasonText(reason)}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

const percent = (value: number | null, why: string | null) =>
  value === null ? <Unknown why={why} /> : `${formatPercent(value, 1, "always")} a year`;

function CostBar({ value, total }: { readonly value: number | null; readonly total: number | null }) {
  if (value === null || total === null || total <= 0) return null;
  const width = `${formatNumber((Math.max(0, value) / total) * 100, 0)}%`;
  return (
    <span aria-hidden="true" className="mr-2 inline-block h-1.5 w-16 rounded-full bg-raised align-middle">
      <span className="block h-full rounded-full bg-loss" style={{ width }} />
    </span>
  );
}
