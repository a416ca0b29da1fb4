import type { DistributionView, Known } from "@evenkeel/api/views";
import type { ReactNode } from "react";
import { formatNumber } from "../format/number.ts";
import { Unknown } from "../ui/Unknown.tsx";

/** What has not happened is none; what nobody measured is a question mark. Neither is ever a zero. */
export function Told<T>({ told, show }: { readonly told: Known<T>; readonly show: (value: T) => ReactNode }) {
  if (told.value !== null) return show(told.value);
  const why = "why" in told ? told.why : null;
  return why === "nothing-yet" ? <span className="text-faint">none</span> : <Unknown why={why} />;
}

export const SHARES = [
  ["p50", "p50"],
  ["p95", "p95"],
  ["p99", "p99"],
  ["max", "worst"],
] as const satisfies readonly (readonly [keyof DistributionView, string])[];

export const Share = (props: {
  readonly told: Known<DistributionView>;
  readonly part: keyof DistributionView;
  readonly decimals: number;
}) => <Told told={props.told} show={(value) => formatNumber(value[props.part], props.decimals)} />;
