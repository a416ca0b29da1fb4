"use client";

import type { StressView } from "@evenkeel/api/views";
import { formatAmount, formatPercent } from "../format/number.ts";
import { SCENARIO_WORDS } from "../format/risk.ts";
import { classes } from "../ui/classes.ts";
import { CELL, HEAD } from "../ui/columns.ts";
import { Explained } from "../ui/Explained.tsx";
import { Figure } from "../ui/Figure.tsx";
import { Unknown } from "../ui/Unknown.tsx";

export function RiskStress({ rows }: { readonly rows: readonly StressView[] }) {
  return (
    <table className="mb-1 w-full self-start border-collapse max-lg:border-t max-lg:border-line">
      <caption className="sr-only">What would happen to the open pairs, left at once</caption>
      <thead>
        <tr className="border-b border-line">
          <th scope="col" className={classes(HEAD, "pl-3 text-left")}>
            If this came now
          </th>
          <th scope="col" className={classes(HEAD, "text-right")}>
            Net
          </th>
          <th scope="col" className={classes(HEAD, "text-right max-sm:hidden")}>
            Of equity
          </th>
          <th scope="col" className={classes(HEAD, "pr-3 text-left")}>
            Legs
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <StressRow key={row.scenario} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function StressRow({ row: { scenario, profit, liquidated, marginNeeded } }: { readonly row: StressView }) {
  const [label, explained] = SCENARIO_WORDS[scenario];
  const told = profit.value;
  const why = "why" in profit ? profit.why : null;
  const legs = told !== null && liquidated.length > 0 && <Liquidated {...{ liquidated, marginNeeded }} />;
  return (
    <>
      <tr className="h-6 hover:bg-raised">
        <th scope="row" className="pl-3 text-left font-normal whitespace-nowrap">
          <Explained text={explained}>{label}</Explained>
        </th>
        <td className={CELL}>
          {told === null ? (
            <Unknown why={why} />
          ) : (
            <Figure raw={told.amount} text={formatAmount(told.amount, 2, "always")} directed />
          )}
        </td>
        <td className={classes(CELL, "text-faint max-sm:hidden")}>
          {told === null ? <Unknown why={why} /> : formatPercent(told.percent, 2, "always")}
        </td>
        <td className="pr-3 pl-2.5 text-left">
          {told === null ? (
            <Unknown why={why} />
          ) : liquidated.length === 0 ? (
            <span className="text-faint">all kept</span>
          ) : (
            <>
              <span className="text-danger sm:hidden">{liquidated.length} lost</span>
              <span className="max-sm:hidden">{legs}</span>
            </>
          )}
        </td>
      </tr>
      {legs !== false && (
        <tr className="sm:hidden">
          <td colSpan={3} className="px-3 pb-1 text-label">
            {legs}
          </td>
        </tr>
      )}
    </>
  );
}

/** What one move ends, and how much more margin would have kept it. */
const Liquidated = ({ liquidated, marginNeeded }: Pick<StressView, "liquidated" | "marginNeeded">) => (
  <span className="text-danger">
    {liquidated.map(({ symbol, leg }) => `${symbol} ${leg}`).join(", ")} liquidated
    {marginNeeded !== null && (
      <span className="text-dim">
        , {formatAmount(marginNeeded, 0)} more margin keeps {liquidated.length === 1 ? "it" : "them"}
      </span>
    )}
  </span>
);
