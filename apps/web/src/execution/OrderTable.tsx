import { type ExecutedOrderView, venueLabel } from "@evenkeel/api/views";
import { HOPS, type Hop } from "@evenkeel/core/order";
import { Detail } from "../deck/cells.tsx";
import { formatExact, formatNumber } from "../format/number.ts";
import { formatUtcDate, formatUtcSecond } from "../format/time.ts";
import { Chip } from "../ui/Chip.tsx";
import { type OpenColumn, OpenTable } from "../ui/OpenTable.tsx";
import { Unknown } from "../ui/Unknown.tsx";
import { HOP_WORDS, hopText, isUnfilled, makerText, stateText } from "./words.ts";

type Order = ExecutedOrderView;
const UNMEASURED = <Unknown why="not-measured" />;
const decidedAt = (ms: number): string => `${formatUtcDate(ms).slice(0, -5)} ${formatUtcSecond(ms)}`;
const styleText = (style: string): string => style.replaceAll("-", " ");

/** Nothing where nothing was filled: there was no price, and no fill to wait for. */
function Slippage({ order }: { readonly order: Order }) {
  if (isUnfilled(order)) return null;
  return order.slippageBps === null ? UNMEASURED : formatNumber(order.slippageBps, 2, "always");
}

const HopMillis = ({ order, hop }: { readonly order: Order; readonly hop: Hop }) => hopText(order, hop) ?? UNMEASURED;

function State({ order }: { readonly order: Order }) {
  const text = stateText(order);
  return order.refusal === null && order.state !== "unknown" ? text : <Chip tone="warn">{text}</Chip>;
}

const COLUMNS: readonly OpenColumn<Order>[] = [
  { label: "Decided, wall UTC", from: "md", show: ({ createdAtMs }) => decidedAt(createdAtMs) },
  { label: "Route", from: "lg", words: true, show: ({ kind, venue }) => `${kind}, ${venueLabel(venue)}` },
  { label: "Style", from: "lg", words: true, show: ({ style }) => styleText(style) },
  { label: "State", from: "always", words: true, show: (order) => <State order={order} /> },
  { label: "Maker or taker", from: "md", words: true, show: (order) => makerText(order) ?? UNMEASURED },
  { label: "Slippage, bp", from: "always", show: (order) => <Slippage order={order} /> },
  ...HOPS.map(
    (hop): OpenColumn<Order> => ({
      label: `${HOP_WORDS[hop][0]}, ms`,
      from: "xl",
      show: (order) => <HopMillis order={order} hop={hop} />,
    }),
  ),
];

/** Orders with the way each took: its route, its style, what it paid, how long every door was. */
export const OrderTable = ({ caption, orders }: { readonly caption: string; readonly orders: readonly Order[] }) => (
  <OpenTable
    caption={caption}
    head="Order"
    rows={orders}
    idOf={({ clientOrderId }) => clientOrderId}
    nameOf={({ symbol, side, purpose }) => (
      <>
        <span className="font-semibold">{symbol}</span>{" "}
        <span className="text-dim">
          {side}, {purpose}
        </span>
      </>
    )}
    columns={COLUMNS}
    details={(order) => <OrderDetails order={order} />}
  />
);

function OrderDetails({ order }: { readonly order: Order }) {
  return (
    <div className="grid gap-x-10 gap-y-2 sm:grid-cols-2 lg:grid-cols-3">
      <dl>
        <Detail term="Decided">{decidedAt(order.createdAtMs)} UTC wall time</Detail>
        <Detail term="Market">
          {order.symbol} {order.kind}, {venueLabel(order.venue)}
        </Detail>
        <Detail term="Leg">
          {order.leg}, to {order.purpose}
        </Detail>
        <Detail term="Style">{styleText(order.style)}</Detail>
        <Detail term="Run of the engine">{order.run}</Detail>
      </dl>
      <dl>
        <Detail term="Filled">
          {formatExact(order.filledQuantity)} of {formatExact(order.quantity)}
        </Detail>
        <Detail term={`For, ${order.asset}`}>{formatExact(order.filledQuote)}</Detail>
        <Detail term="Maker or taker">{makerText(order) ?? UNMEASURED}</Detail>
        {!isUnfilled(order) && (
          <Detail term="Slippage, bp">
            <Slippage order={order} />
          </Detail>
        )}
        <Detail term="Order">
          <code className="font-mono text-label break-all">{order.clientOrderId}</code>
        </Detail>
        <Detail term="Pair">
          <code className="font-mono text-label break-all">{order.pairId}</code>
        </Detail>
      </dl>
      <dl>
        <Detail term="State">{stateText(order)}</Detail>
        {HOPS.filter((hop) => hopText(order, hop) !== "").map((hop) => (
          <Detail key={hop} term={`${HOP_WORDS[hop][0]}, ms`}>
            <HopMillis order={order} hop={hop} />
          </Detail>
        ))}
      </dl>
    </div>
  );
}
