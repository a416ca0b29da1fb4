"use client";

import type { PositionView } from "@evenkeel/api/views";
import { useDesk } from "../command/OrderDesk.tsx";
import { PairOrders } from "../execution/PairOrders.tsx";
import { formatLeg, formatRoute } from "../format/leg.ts";
import { formatAmount, formatPercent } from "../format/number.ts";
import { formatCountdown, formatDuration, formatSeconds, formatUtcDate, formatUtcMinute } from "../format/time.ts";
import { useVenueNow } from "../live/useVenueNow.ts";
import { Bar } from "../ui/Bar.tsx";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { classes } from "../ui/classes.ts";
import { type Seen, seen } from "../ui/columns.ts";
import { type OpenColumn, OpenTable } from "../ui/OpenTable.tsx";
import { Unknown } from "../ui/Unknown.tsx";
import { Detail, Money, orUnknown } from "./cells.tsx";

const STAGES = {
  opening: "opening",
  open: null,
  shrinking: "shrinking",
  closing: "closing",
  unwinding: "unwinding",
} as const;
const LIQUIDATION_WARN_PERCENT = 30;
const LIQUIDATION_SHRINK_PERCENT = 15;
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

/** Beside the symbol: what the pair stands on, and whatever is not as it should stay. */
function Beside({ position }: { readonly position: PositionView }) {
  const { unhedged, stage } = position;
  return (
    <>
      <span className={classes("text-faint", seen("xl"))}> {formatRoute(position)}</span>
      {position.origin === "adopted" && (
        <span className="ml-1">
          {" "}
          <Chip>adopted</Chip>
        </span>
      )}
      {STAGES[stage] !== null && (
        <span className="ml-1">
          {" "}
          <Chip tone="sea">
            {STAGES[stage]} {formatPercent(position.filledPercent, 0)}
          </Chip>
        </span>
      )}
      {unhedged !== null && (
        <span className="ml-1">
          {" "}
          <Chip tone="warn">
            unhedged{unhedged.amount === null ? "" : ` ${formatAmount(unhedged.amount, 2)}`}
            {unhedged.sinceMs === null ? "" : ` for ${formatSeconds(unhedged.sinceMs)}`}
          </Chip>
        </span>
      )}
    </>
  );
}

type Column = OpenColumn<PositionView>;
const moneyColumn = (label: string, from: Seen, part: keyof PositionView["profit"]): Column => ({
  label,
  from,
  show: ({ profit, unknownWhy }) => <Money value={profit[part]} why={unknownWhy} />,
});

const columnsAt = (venueNow: number | null): readonly Column[] => [
  {
    label: "Notional",
    from: "md",
    show: ({ notional, unknownWhy }) => orUnknown(notional === null ? null : formatAmount(notional, 0), unknownWhy),
  },
  { label: "Held", from: "md", show: ({ heldMs }) => formatDuration(heldMs) },
  moneyColumn("Funding", "md", "funding"),
  moneyColumn("Price", "xl", "price"),
  moneyColumn("Basis", "xl", "basis"),
  moneyColumn("Fees", "xl", "fees"),
  moneyColumn("Slippage", "xl", "slippage"),
  moneyColumn("Net", "always", "net"),
  { label: "Break-even", from: "md", show: (position) => <BreakEven position={position} /> },
  {
    label: "To liquidation",
    from: "lg",
    show: ({ liquidation, unknownWhy }) => <Liquidation percent={liquidation.distancePercent} why={unknownWhy} />,
  },
  {
    label: "Next funding",
    from: "always",
    show: (position) => <NextFunding position={position} venueNow={venueNow} />,
  },
];

export function PositionTable({ positions }: { readonly positions: readonly PositionView[] }) {
  const venueNow = useVenueNow();
  return (
    <OpenTable
      head="Pair"
      rows={positions}
      idOf={({ pairId }) => pairId}
      nameOf={({ symbol }) => <b className="font-semibold">{symbol}</b>}
      besideOf={(position) => <Beside position={position} />}
      columns={columnsAt(venueNow)}
      details={(position) => (
        <>
          <PositionDetails position={position} />
          <PairOrders pairId={position.pairId} symbol={position.symbol} />
        </>
      )}
    />
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
