"use client";

import type { RiskLoss, RiskMeasureView, RiskMethod, RiskView } from "@evenkeel/api/views";
import { formatAmount, formatNumber, formatPercent, THIN } from "../format/number.ts";
import { METHOD_WORDS } from "../format/risk.ts";
import { formatDuration } from "../format/time.ts";
import { classes } from "../ui/classes.ts";
import { CELL, HEAD } from "../ui/columns.ts";
import { Explained } from "../ui/Explained.tsx";
import { Figure } from "../ui/Figure.tsx";
import { Unknown } from "../ui/Unknown.tsx";

type Numbers = NonNullable<RiskView["numbers"]>;

const METHODS: readonly RiskMethod[] = ["history", "monte-carlo", "parametric"];
const HOUR_MS = 3_600_000;

const ROWS = [
  ["Value at risk", 95, "valueAtRisk"],
  ["Value at risk", 99, "valueAtRisk"],
  ["Expected shortfall", 95, "expectedShortfall"],
  ["Expected shortfall", 99, "expectedShortfall"],
] as const;

const EXPLAINED = {
  valueAtRisk: "The loss that a day exceeds only so rarely.",
  expectedShortfall: "The mean loss of the days that are worse still.",
} as const;

export function RiskMeasures({ numbers, asset }: { readonly numbers: Numbers; readonly asset: string }) {
  const find = (method: RiskMethod, confidence: number): RiskMeasureView | undefined =>
    numbers.measures.find((each) => each.method === method && each.confidencePercent === confidence);
  return (
    <div className="flex min-w-0 flex-col">
      <table className="w-full border-collapse">
        <caption className="sr-only">Loss of one day, in {asset} and per cent of equity</caption>
        <thead>
          <tr className="border-b border-line">
            <th scope="col" className={classes(HEAD, "pl-3 text-left")}>
              Loss of a day, {asset}
            </th>
            {METHODS.map((method) => (
              <th key={method} scope="col" className={classes(HEAD, "text-right last:pr-3")}>
                <Explained text={METHOD_WORDS[method][1]}>{METHOD_WORDS[method][0]}</Explained>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map(([label, confidence, part]) => (
            <tr key={`${part}${confidence}`} className="h-6 hover:bg-raised">
              <th scope="row" className="pl-3 text-left font-normal whitespace-nowrap">
                <span className="max-sm:hidden">
                  <Explained text={EXPLAINED[part]}>{label}</Explained>
                </span>
                <span className="sm:hidden">{part === "valueAtRisk" ? "VaR" : "Shortfall"}</span>{" "}
                <span className="text-faint">
                  {confidence}
                  {THIN}%
                </span>
              </th>
              {METHODS.map((method) => (
                <td key={method} className={classes(CELL, "last:pr-3")}>
                  <Loss loss={find(method, confidence)?.[part] ?? null} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Sources numbers={numbers} />
    </div>
  );
}

/** A loss below zero is a gain even on such a day. */
function Loss({ loss }: { readonly loss: RiskLoss | null }) {
  if (loss === null) return <Unknown why="too-little-history" />;
  return (
    <>
      <Figure raw={loss.amount} text={formatAmount(loss.amount, 2)} />
      <span className="ml-1.5 inline-block min-w-12 text-faint max-md:hidden">{formatPercent(loss.percent, 2)}</span>
    </>
  );
}

/** Which pairs the shortfall comes from, and what it was measured on. */
function Sources({ numbers }: { readonly numbers: Numbers }) {
  if (numbers.tooYoung !== null)
    return (
      <p className="px-3 py-1.5 text-label text-dim">
        {numbers.tooYoung} has too little history to be measured; nothing is told until it has a week.
      </p>
    );
  const shares = numbers.contributions.flatMap(({ symbol, sharePercent }) =>
    sharePercent === null ? [] : [`${symbol} ${formatNumber(sharePercent, 0)}${THIN}%`],
  );
  return (
    <p className="mt-auto flex flex-wrap gap-x-3 px-3 py-1.5 text-label text-faint">
      {shares.length > 0 && (
        <span>
          <Explained text="Each pair's part of the Monte Carlo shortfall at 99 %; the parts add up to it.">
            shortfall from
          </Explained>{" "}
          {shares.join(" · ")}
        </span>
      )}
      <span>
        {formatDuration(numbers.historyHours * HOUR_MS)} of hours, {formatNumber(numbers.pathCount, 0)} paths
      </span>
    </p>
  );
}
