import type { Known } from "@evenkeel/api/views";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import { Figure } from "./Figure.tsx";
import { Unknown } from "./Unknown.tsx";

export type FigureCell = {
  readonly raw: string | number;
  readonly text: string;
  readonly note: ReactNode;
  readonly directed?: boolean;
};

export const mapKnown = <T, U>(known: Known<T>, show: (value: T) => U): Known<U> =>
  known.value === null
    ? { value: null, why: "why" in known ? known.why : "not-measured" }
    : { value: show(known.value) };

/** What there is none of is an answer; everything else that has no number is unknown. */
const NONE: Readonly<Record<string, string>> = { "no-positions": "no short is open", "nothing-yet": "nothing yet" };

const FRAME = "grid grid-cols-2 gap-px overflow-hidden rounded-panel border border-line bg-line";
const CELL = "min-w-0 bg-panel px-3 py-2";

type Look = {
  /** How many columns from which width on. */
  readonly frame: string;
  /** What the last cell takes where the columns do not divide their number. */
  readonly cell?: string;
};

/** The numbers that answer a page's question, readable from two metres. */
export function FigureStrip(
  props: Look & { readonly cells: readonly (readonly [label: string, cell: Known<FigureCell>])[] },
) {
  return (
    <dl className={classes(FRAME, props.frame)}>
      {props.cells.map(([label, cell]) => (
        <div key={label} className={classes(CELL, props.cell)}>
          <dt className="truncate text-label text-dim">{label}</dt>
          {cell.value === null ? (
            <NoFigure why={"why" in cell ? cell.why : null} />
          ) : (
            <>
              <dd className="text-figure leading-6 font-semibold tracking-tight">
                <Figure raw={cell.value.raw} text={cell.value.text} directed={cell.value.directed ?? false} />
              </dd>
              <dd className="truncate text-label text-faint">{cell.value.note}</dd>
            </>
          )}
        </div>
      ))}
    </dl>
  );
}

/** As tall as a number with its note. */
function NoFigure({ why }: { readonly why: string | null }) {
  const none = NONE[why ?? ""];
  return (
    <>
      <dd className="text-figure leading-6">
        {none === undefined ? <Unknown why={why} /> : <span className="text-dim">none</span>}
      </dd>
      <dd className="truncate text-label text-faint">{none ?? "\u00a0"}</dd>
    </>
  );
}

/** The same lines with nothing on them, so that the numbers arrive without moving anything. */
export const FigureStripSkeleton = (props: Look & { readonly count: number }) => (
  <div aria-hidden="true" className={classes(FRAME, props.frame)}>
    {Array.from({ length: props.count }, (_, index) => (
      <div key={index} className={classes(CELL, props.cell)}>
        <p className="text-label">
          <span className="skeleton">Net today</span>
        </p>
        <p className="text-figure leading-6">
          <span className="skeleton">50,000.00</span>
        </p>
        <p className="text-label">
          <span className="skeleton">USDT, marked</span>
        </p>
      </div>
    ))}
  </div>
);
