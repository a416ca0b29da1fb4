"use client";

import { type ReactNode, useState } from "react";
import { classes } from "./classes.ts";
import { CELL, HEAD, type Seen, seen, WORDS } from "./columns.ts";
import { moveBetweenRows } from "./moveBetweenRows.ts";

export type OpenColumn<Row> = {
  readonly label: string;
  readonly from: Seen;
  readonly words?: true;
  readonly show: (row: Row) => ReactNode;
};

/** Rows that open: what has no room in the columns of this screen is behind each row's own button. */
export function OpenTable<Row>(props: {
  /** Where the table is not named by its panel alone. */
  readonly caption?: string;
  readonly head: string;
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  readonly nameOf: (row: Row) => ReactNode;
  /** Beside the name, and not part of the button. */
  readonly besideOf?: (row: Row) => ReactNode;
  readonly columns: readonly OpenColumn<Row>[];
  readonly details: (row: Row) => ReactNode;
}) {
  const { columns } = props;
  const [open, setOpen] = useState<string | null>(null);
  return (
    <table className="w-full border-collapse" onKeyDown={moveBetweenRows}>
      {props.caption !== undefined && <caption className="sr-only">{props.caption}</caption>}
      <thead>
        <tr className="border-b border-line">
          <th scope="col" className={classes(HEAD, "pl-3 text-left")}>
            {props.head}
          </th>
          {columns.map(({ label, from, words }) => (
            <th
              key={label}
              scope="col"
              className={classes(HEAD, seen(from), words === true ? "text-left" : "text-right", "last:pr-3")}
            >
              {label}
            </th>
          ))}
        </tr>
      </thead>
      {props.rows.map((row) => {
        const id = props.idOf(row);
        const opened = open === id;
        const toggle = (): void => setOpen(opened ? null : id);
        return (
          <tbody key={id} className="border-b border-line last:border-0">
            <tr className="h-8 max-md:h-11 hover:bg-raised" onClick={toggle}>
              <th scope="row" className="py-1 pl-3 text-left font-normal">
                <button
                  type="button"
                  data-row-button
                  aria-expanded={opened}
                  onClick={(event) => {
                    event.stopPropagation();
                    toggle();
                  }}
                  className="rounded-[3px] text-left"
                >
                  {props.nameOf(row)}
                </button>
                {props.besideOf?.(row)}
              </th>
              {columns.map(({ label, from, words, show }) => (
                <td key={label} className={classes(words === true ? WORDS : CELL, seen(from), "last:pr-3")}>
                  {show(row)}
                </td>
              ))}
            </tr>
            {opened && (
              <tr>
                <td colSpan={columns.length + 1} className="bg-bg px-3 py-2">
                  {props.details(row)}
                </td>
              </tr>
            )}
          </tbody>
        );
      })}
    </table>
  );
}
