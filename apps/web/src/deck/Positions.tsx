"use client";

import { formatPercent } from "../format/number.ts";
import { useSection } from "../live/LiveDeck.tsx";
import { Panel } from "../ui/Panel.tsx";
import { PositionTable } from "./PositionTable.tsx";
import { WhyFlat } from "./WhyFlat.tsx";

export function Positions() {
  const positions = useSection("positions");
  const capacity = useSection("capacity");
  const note =
    capacity === null
      ? undefined
      : `${capacity.pairsHeld} of ${capacity.pairsMax} pairs${
          capacity.equityUsedPercent === null ? "" : ` · ${formatPercent(capacity.equityUsedPercent, 0)} of equity`
        }`;
  return (
    <Panel id="positions" title="Positions" note={note} className="shrink-0">
      {positions === null ? (
        <div aria-hidden="true" className="px-3 pt-7">
          {[0, 1, 2].map((row) => (
            <p key={row} className="flex h-8 items-center border-b border-line last:border-0 max-md:h-11">
              <span className="skeleton h-3.5 w-full" />
            </p>
          ))}
        </div>
      ) : positions.length === 0 ? (
        <WhyFlat />
      ) : (
        <PositionTable positions={positions} />
      )}
    </Panel>
  );
}
