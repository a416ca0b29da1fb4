"use client";

import type { RiskView } from "@evenkeel/api/views";
import { formatPercent } from "../format/number.ts";
import { formatDuration } from "../format/time.ts";
import { useSection } from "../live/LiveDeck.tsx";
import { useNow } from "../live/useNow.ts";
import { Chip } from "../ui/Chip.tsx";
import { Panel } from "../ui/Panel.tsx";
import { RiskMeasures } from "./RiskMeasures.tsx";
import { RiskStress } from "./RiskStress.tsx";

const PACE_MS = 1_000;
/** As many as the engine always sends. */
const ROWS_EXPECTED = 6;

type Numbers = NonNullable<RiskView["numbers"]>;

/** What a bad day may cost, two ways of asking: how likely, and what if. */
export function Risk() {
  const risk = useSection("risk");
  return (
    <Panel id="risk" title="Risk" note={risk !== null && <Note risk={risk} />} className="shrink-0">
      {risk === null ? (
        <RiskSkeleton />
      ) : risk.standing === "nothing" ? (
        <p className="p-3 text-dim">No pair is held: nothing is at risk.</p>
      ) : risk.numbers === null ? (
        risk.standing === "failing" ? (
          <p className="p-3 text-dim">
            Not known: {risk.trouble}. It is asked again by itself; the open pairs stay guarded.
          </p>
        ) : (
          <RiskSkeleton />
        )
      ) : (
        <Told risk={risk} numbers={risk.numbers} />
      )}
    </Panel>
  );
}

function Note({ risk: { standing, numbers, trouble, limitPercent } }: { readonly risk: RiskView }) {
  const now = useNow(PACE_MS);
  if (standing === "nothing") return null;
  if (numbers === null) return <>{standing === "waiting" ? "first answer on its way" : null}</>;
  const age = now === 0 ? null : formatDuration(Math.max(0, now - numbers.computedAtMs));
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <span>
        of one day · portfolio {numbers.portfolioVersion}
        {age !== null && ` · ${age} old`} · entries stop at {formatPercent(limitPercent, 0)} shortfall
      </span>
      {standing === "failing" && <Chip tone="warn">no new answer: {trouble}</Chip>}
      {standing !== "failing" && numbers.isStale && <Chip>portfolio moved, next answer on its way</Chip>}
    </span>
  );
}

function Told({ risk, numbers }: { readonly risk: RiskView; readonly numbers: Numbers }) {
  return (
    <div className="grid lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] lg:divide-x lg:divide-line">
      <RiskMeasures numbers={numbers} asset={risk.asset} />
      <RiskStress rows={numbers.stress} />
    </div>
  );
}

/** As tall as the numbers, so that they arrive without moving anything. */
const RiskSkeleton = () => (
  <div aria-hidden="true" className="px-3 pt-7">
    {Array.from({ length: ROWS_EXPECTED }, (_, row) => (
      <p key={row} className="flex h-6 items-center">
        <span className="skeleton h-3 w-full" />
      </p>
    ))}
  </div>
);
