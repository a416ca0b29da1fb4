"use client";

import type { OpportunityView } from "@evenkeel/api/views";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useRef, useState } from "react";
import { classes } from "../ui/classes.ts";
import { HEAD, seen } from "../ui/columns.ts";
import { OpportunityRow } from "./OpportunityRow.tsx";
import { COLUMNS, rowId } from "./opportunityColumns.ts";
import { countTaken, type Sort } from "./opportunityRows.ts";

const ROW_HEIGHT = 29;
const ROWS_BEYOND = 12;

type TableProps = {
  readonly rows: readonly OpportunityView[];
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
};

/** Hundreds of rows, a screenful in the document. One focus for the table; arrows move a marked row inside it. */
export function OpportunityTable({ rows, sort, onSort }: TableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: ROWS_BEYOND,
  });
  const items = virtual.getVirtualItems();
  const taken = countTaken(rows, sort);
  const active = rows.findIndex((row) => row.id === activeId);
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const toggle = (id: string): void => setOpen((before) => (before === id ? null : id));

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rows.length - 1,
    };
    const next = moves[event.key];
    if (next !== undefined) {
      const at = Math.max(0, Math.min(rows.length - 1, next));
      setActiveId(rows[at]?.id ?? null);
      virtual.scrollToIndex(at, { align: "auto" });
    } else if (event.key === "Enter" && activeId !== null) toggle(activeId);
    else if (event.key === "Escape" && open !== null) setOpen(null);
    else return;
    event.preventDefault();
  };

  const activeRow = rows[active];
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
      <table
        role="treegrid"
        aria-label="Opportunities"
        aria-rowcount={rows.length + 1}
        tabIndex={0}
        aria-activedescendant={activeRow === undefined ? undefined : rowId(activeRow)}
        onKeyDown={onKeyDown}
        className="w-full table-fixed border-collapse -outline-offset-2"
      >
        <Head sort={sort} onSort={onSort} />
        <Gap height={above} />
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <OpportunityRow
              key={row.id}
              ref={virtual.measureElement}
              index={item.index}
              row={row}
              active={item.index === active}
              endsTaken={item.index === taken - 1 && taken < rows.length}
              open={open === row.id}
              onSelect={() => {
                setActiveId(row.id);
                toggle(row.id);
              }}
            />
          );
        })}
        <Gap height={below} />
      </table>
    </div>
  );
}

const Gap = ({ height }: { readonly height: number }) =>
  height > 0 && (
    <tbody aria-hidden="true">
      <tr style={{ height }} />
    </tbody>
  );

function Head({ sort, onSort }: { readonly sort: Sort; readonly onSort: (sort: Sort) => void }) {
  return (
    <thead className="sticky top-0 z-10 bg-panel shadow-[inset_0_-1px_0_var(--line)]">
      <tr aria-rowindex={1}>
        {COLUMNS.map(({ label, unit, key, from, width }, index) => {
          const sorted = sort.key === key;
          const direction = sorted ? (sort.descending ? "descending" : "ascending") : "none";
          return (
            <th
              key={key}
              scope="col"
              aria-sort={direction}
              className={classes(HEAD, width, seen(from), index === 0 ? "pl-3 text-left" : "text-right")}
            >
              <button
                type="button"
                onClick={() => onSort({ key, descending: sorted ? !sort.descending : key !== "symbol" })}
                className={classes("rounded-[3px] hover:text-text", sorted && "text-dim")}
              >
                {label} {unit !== "" && <span className="font-normal">{unit}</span>}
                <span aria-hidden="true">{sorted ? (sort.descending ? " ↓" : " ↑") : ""}</span>
              </button>
            </th>
          );
        })}
        <th scope="col" className={classes(HEAD, "text-left")}>
          Verdict
        </th>
      </tr>
    </thead>
  );
}
