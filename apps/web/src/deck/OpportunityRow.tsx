"use client";

import type { OpportunityView } from "@evenkeel/api/views";
import { memo, type Ref } from "react";
import { formatVenues } from "../format/leg.ts";
import { formatNumber } from "../format/number.ts";
import { classes } from "../ui/classes.ts";
import { CELL, seen } from "../ui/columns.ts";
import { Unknown } from "../ui/Unknown.tsx";
import { CostDetails } from "./CostDetails.tsx";
import { ScoreCell } from "./cells.tsx";
import { rowId } from "./opportunityColumns.ts";
import { useColumnCount } from "./useColumnCount.ts";
import { Verdict } from "./Verdict.tsx";

type RowProps = {
  readonly ref: Ref<HTMLTableSectionElement>;
  readonly index: number;
  readonly row: OpportunityView;
  readonly active: boolean;
  readonly open: boolean;
  /** The last of what is taken: below it begins what might be. */
  readonly endsTaken: boolean;
  readonly onSelect: () => void;
};

function Row({ ref, index, row, active, open, endsTaken, onSelect }: RowProps) {
  const why = row.unknownWhy;
  const columns = useColumnCount();
  return (
    <tbody
      ref={ref}
      data-index={index}
      className={classes("border-b", endsTaken ? "border-b-2 border-sea" : "border-line")}
    >
      <tr
        id={rowId(row)}
        aria-rowindex={index + 2}
        aria-selected={active}
        aria-expanded={open}
        onClick={onSelect}
        className={classes(
          "h-7 cursor-pointer max-md:h-11 hover:bg-raised",
          active && "bg-raised shadow-[inset_2px_0_0_var(--sea)]",
        )}
      >
        <th scope="row" className="truncate pl-3 text-left font-medium">
          {row.symbol}{" "}
          <span className="ml-1 font-normal text-faint max-sm:ml-0 max-sm:block max-sm:text-label">
            {formatVenues(row)}
          </span>
        </th>
        <ScoreCell value={row.meanAnnualPercent} why={why} decimals={1} signed directed from="md" />
        <ScoreCell value={row.medianAnnualPercent} why={why} decimals={1} signed from="xl" />
        <ScoreCell value={row.nextRateBps} why={why} decimals={2} signed directed from="md" />
        <td className={classes(CELL, seen("xl"))}>
          {row.intervalHours === null ? <Unknown why={why} /> : formatNumber(row.intervalHours, 0)}
        </td>
        <ScoreCell value={row.basisBps} why={why} decimals={1} signed from="md" />
        <ScoreCell value={row.costs.totalBps} why={why} decimals={1} from="lg" />
        <ScoreCell value={row.netBps} why={why} decimals={1} signed directed />
        <td className="truncate px-2.5">
          <Verdict row={row} />
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={columns} className="p-0">
            <CostDetails row={row} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** Rows keep their identity while nothing in them changes, so a quiet row costs nothing. */
export const OpportunityRow = memo(
  Row,
  (before, after) =>
    before.row === after.row &&
    before.active === after.active &&
    before.open === after.open &&
    before.endsTaken === after.endsTaken &&
    before.index === after.index,
);
