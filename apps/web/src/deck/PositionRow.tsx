"use client";

import type { PositionView } from "@evenkeel/api/views";
import { useDesk } from "../command/OrderDesk.tsx";
import { formatLeg, formatRoute } from "../format/leg.ts";
import { formatAmount, formatPercent } from "../format/number.ts";
import { formatCountdown, formatDuration, formatSeconds, formatUtcDate, formatUtcMinute } from "../format/time.ts";
import { Bar } from "../ui/Bar.tsx";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { classes } from "../ui/classes.ts";
import { CELL, seen } from "../ui/columns.ts";
import { Unknown } from "../ui/Unknown.tsx";
import { Detail, MoneyCell, orUnknown } from "./cells.tsx";

const STAGES = {
  opening: "opening",
  open: null,
  shrinking: "shrinking",
  closing: "closing",
  unwinding: "unwinding",
} as const;
const LIQUIDATION_WARN_PERCENT = 30;
const LIQUIDATION_SHRINK_PERCENT = 15;
const COLUMNS_MAX = 12;

type RowProps = {
  readonly position: PositionView;
  readonly venueNow: number | null;
  readonly open: boolean;
  readonly onToggle: () => void;
};

function BreakEven({ position: { breakEven, unknownWhy } }: { readonly position: PositionView }) {
  const { recoveredPercent, remainingMs } = breakEven;
  if (recoveredPercent === null) return <Unknown why={unknownWhy} />;
  const passed = recoveredPercent >= 100;
  return (
    <>
      {passed ? "passed" : remainingMs === null ? "not at this rate" : `in ${formatDuration(remainingMs)}`}
      <Bar percent={recoveredPercent} tone={remainingMs === null && !passed ? "warn" : "sea"} />
    </>
  );
}

function Liquidation({ percent, why }: { readonly percent: number | null; readonly why: string | null }) {
  if (percent === null) return <Unknown why={why} />;
  const tone = percent < LIQUIDATION_SHRINK_PERCENT ? "danger" : percent < LIQUIDATION_WARN_PERCENT ? "warn" : "sea";
  return (
    <>
      {formatPercent(percent, 0)}
      <Bar percent={percent} tone={tone} />
    </>
  );
}

function NextFunding({ position, venueNow }: { readonly position: PositionView; readonly venueNow: number | null }) {
  const { amount, atVenueMs } = position.nextFunding;
  if (amount === null) return <Unknown why={position.unknownWhy} />;
  return (
    <>
      {formatAmount(amount, 2, "always")}
      {atVenueMs !== null && venueNow !== null && (
        <span className="ml-1.5 inline-block min-w-12 text-faint">in {formatCountdown(atVenueMs - venueNow)}</span>
      )}
    </>
  );
}

export function PositionRow({ position, venueNow, open, onToggle }: RowProps) {
  const { symbol, profit, unknownWhy: why, unhedged, stage } = position;
  return (
    <tbody className="border-b border-line last:border-0">
      <tr className="h-8 max-md:h-11 hover:bg-raised" onClick={onToggle}>
        <th scope="row" className="pl-3 py-1 text-left font-normal">
          <button
            type="button"
            data-row-button
            aria-expanded={open}
            onClick={(event) => {
              event.stopPropagation();
              onToggle();
            }}
            className="rounded-[3px] font-semibold"
          >
            {symbol}
          </button>
          <span className={classes("ml-2 text-faint", seen("xl"))}>{formatRoute(position)}</span>
          {position.origin === "adopted" && (
            <span className="ml-2">
              <Chip>adopted</Chip>
            </span>
          )}
          {STAGES[stage] !== null && (
            <span className="ml-2">
              <Chip tone="sea">
                {STAGES[stage]} {formatPercent(position.filledPercent, 0)}
              </Chip>
            </span>
          )}
          {unhedged !== null && (
            <span className="ml-2">
              <Chip tone="warn">
                unhedged{unhedged.amount === null ? "" : ` ${formatAmount(unhedged.amount, 2)}`}
                {unhedged.sinceMs === null ? "" : ` for ${formatSeconds(unhedged.sinceMs)}`}
              </Chip>
            </span>
          )}
        </th>
        <td className={classes(CELL, seen("md"))}>
          {orUnknown(position.notional === null ? null : formatAmount(position.notional, 0), why)}
        </td>
        <td className={classes(CELL, seen("md"))}>{formatDuration(position.heldMs)}</td>
        <MoneyCell value={profit.funding} why={why} from="md" />
        <MoneyCell value={profit.price} why={why} from="xl" />
        <MoneyCell value={profit.basis} why={why} from="xl" />
        <MoneyCell value={profit.fees} why={why} from="xl" />
        <MoneyCell value={profit.slippage} why={why} from="xl" />
        <MoneyCell value={profit.net} why={why} />
        <td className={classes(CELL, seen("md"))}>
          <BreakEven position={position} />
        </td>
        <td className={classes(CELL, seen("lg"))}>
          <Liquidation percent={position.liquidation.distancePercent} why={why} />
        </td>
        <td className={CELL}>
          <NextFunding position={position} venueNow={venueNow} />
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={COLUMNS_MAX} className="bg-bg px-3 py-2">
            <PositionDetails position={position} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

function PositionDetails({ position }: { readonly position: PositionView }) {
  const desk = useDesk();
  const { profit, liquidation, unknownWhy: why, openedAtVenueMs } = position;
  const money = (value: string | null) => orUnknown(value === null ? null : formatAmount(value, 4, "always"), why);
  return (
    <div className="grid gap-x-10 gap-y-2 sm:grid-cols-2 lg:grid-cols-3">
      <dl>
        <Detail term="Funding">{money(profit.funding)}</Detail>
        <Detail term="Price">{money(profit.price)}</Detail>
        <Detail term="Basis">{money(profit.basis)}</Detail>
        <Detail term="Fees">{money(profit.fees)}</Detail>
        <Detail term="Slippage">{money(profit.slippage)}</Detail>
        <Detail term={`Net, ${position.asset}`}>{money(profit.net)}</Detail>
      </dl>
      <dl>
        <Detail term="Long">{formatLeg(position.long)}</Detail>
        <Detail term="Short">{formatLeg(position.short)}</Detail>
        <Detail term="Opened">
          {formatUtcDate(openedAtVenueMs)} {formatUtcMinute(openedAtVenueMs)} UTC
        </Detail>
        <Detail term="Held">{formatDuration(position.heldMs)}</Detail>
        <Detail term="Break-even">
          <BreakEven position={position} />
        </Detail>
      </dl>
      <div className="grid content-start gap-2">
        <dl>
          <Detail term="To liquidation">
            <Liquidation percent={liquidation.distancePercent} why={why} />
          </Detail>
          <Detail term="Liquidation price">{orUnknown(liquidation.price, why)}</Detail>
          <Detail term="Mark price">{orUnknown(liquidation.markPrice, why)}</Detail>
          {position.closeReason !== null && <Detail term="Closing because">{position.closeReason}</Detail>}
        </dl>
        {desk.may("close-pair") && position.stage !== "closing" && (
          <Button
            tone="stop"
            className="justify-self-end"
            onClick={() => desk.ask({ kind: "close-pair", pairId: position.pairId, symbol: position.symbol })}
          >
            Close pair…
          </Button>
        )}
      </div>
    </div>
  );
}
