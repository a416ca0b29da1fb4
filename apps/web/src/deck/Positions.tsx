"use client";

import { type KeyboardEvent, useState } from "react";
import { formatPercent } from "../format/number.ts";
import { useSection } from "../live/LiveDeck.tsx";
import { useVenueNow } from "../live/useVenueNow.ts";
import { classes } from "../ui/classes.ts";
import { HEAD, seen } from "../ui/columns.ts";
import { Panel } from "../ui/Panel.tsx";
import { PositionRow } from "./PositionRow.tsx";
import { WhyFlat } from "./WhyFlat.tsx";

const COLUMNS = [
  ["Pair", "always"],
  ["Notional", "md"],
  ["Held", "md"],
  ["Funding", "md"],
  ["Price", "xl"],
  ["Basis", "xl"],
  ["Fees", "xl"],
  ["Slippage", "xl"],
  ["Net", "always"],
  ["Break-even", "md"],
  ["To liquidation", "lg"],
  ["Next funding", "always"],
] as const;

/** Arrows move between the rows' own buttons. */
function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row-button]")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  buttons[Math.max(0, Math.min(buttons.length - 1, next))]?.focus();
}

export function Positions() {
  const positions = useSection("positions");
  const capacity = useSection("capacity");
  const venueNow = useVenueNow();
  const [open, setOpen] = useState<string | null>(null);
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
        <table className="w-full border-collapse" onKeyDown={moveBetweenRows}>
          <thead>
            <tr className="border-b border-line">
              {COLUMNS.map(([label, from], index) => (
                <th
                  key={label}
                  scope="col"
                  className={classes(HEAD, seen(from), index === 0 ? "pl-3 text-left" : "text-right")}
                >
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          {positions.map((position) => (
            <PositionRow
              key={position.pairId}
              position={position}
              venueNow={venueNow}
              open={open === position.pairId}
              onToggle={() => setOpen(open === position.pairId ? null : position.pairId)}
            />
          ))}
        </table>
      )}
    </Panel>
  );
}
