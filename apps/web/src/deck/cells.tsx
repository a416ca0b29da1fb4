"use client";

import type { ReactNode } from "react";
import { formatAmount, formatNumber } from "../format/number.ts";
import { classes } from "../ui/classes.ts";
import { CELL, type Seen, seen } from "../ui/columns.ts";
import { Figure } from "../ui/Figure.tsx";
import { Unknown } from "../ui/Unknown.tsx";

export const Money = ({ value, why }: { readonly value: string | null; readonly why: string | null }) =>
  value === null ? <Unknown why={why} /> : <Figure raw={value} text={formatAmount(value, 2, "always")} directed />;

export function ScoreCell(props: {
  readonly value: number | null;
  readonly why: string | null;
  readonly decimals: number;
  readonly signed?: boolean;
  readonly directed?: boolean;
  readonly from?: Seen;
}) {
  const { value, why, decimals, signed = false, directed = false, from = "always" } = props;
  return (
    <td className={classes(CELL, seen(from))}>
      {value === null ? (
        <Unknown why={why} />
      ) : (
        <Figure raw={value} text={formatNumber(value, decimals, signed ? "always" : "negative")} directed={directed} />
      )}
    </td>
  );
}

export const Detail = ({ term, children }: { readonly term: string; readonly children: ReactNode }) => (
  <div className="flex justify-between gap-4 border-b border-line py-1 last:border-0">
    <dt className="text-dim">{term}</dt>
    <dd className="text-right">{children}</dd>
  </div>
);

export const orUnknown = (value: ReactNode | null, why: string | null): ReactNode => value ?? <Unknown why={why} />;
