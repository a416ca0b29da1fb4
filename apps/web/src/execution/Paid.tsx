import type { LegRiskFigures, LegRiskView } from "@evenkeel/api/views";
import { formatNumber, formatPercent } from "../format/number.ts";
import type { OpenColumn } from "../ui/OpenTable.tsx";
import { Panel } from "../ui/Panel.tsx";
import { ScopeTable } from "./ScopeTable.tsx";
import { Share, Told } from "./Told.tsx";
import type { Scope } from "./words.ts";

const Mean = ({ of }: { readonly of: LegRiskFigures }) => (
  <Told told={of.slippageBps} show={({ mean }) => formatNumber(mean, 2, "always")} />
);
const Cost = ({ of, part }: { readonly of: LegRiskFigures; readonly part: "estimatedBps" | "realisedBps" }) => (
  <Told told={of.cost} show={(cost) => formatNumber(cost[part], 1)} />
);

const COLUMNS: readonly OpenColumn<Scope>[] = [
  {
    label: "Filled",
    from: "md",
    show: ({ filled, orders }) => `${formatNumber(filled, 0)} of ${formatNumber(orders, 0)}`,
  },
  { label: "Mean slippage, bp", from: "always", show: (of) => <Mean of={of} /> },
  { label: "p50, bp", from: "lg", show: ({ slippageBps }) => <Share told={slippageBps} part="p50" decimals={2} /> },
  { label: "p95, bp", from: "xl", show: ({ slippageBps }) => <Share told={slippageBps} part="p95" decimals={2} /> },
  { label: "p99, bp", from: "md", show: ({ slippageBps }) => <Share told={slippageBps} part="p99" decimals={2} /> },
  { label: "worst, bp", from: "lg", show: ({ slippageBps }) => <Share told={slippageBps} part="max" decimals={2} /> },
  {
    label: "Maker",
    from: "always",
    show: ({ makerPercent }) => <Told told={makerPercent} show={(value) => formatPercent(value, 0)} />,
  },
  {
    label: "Round trips",
    from: "lg",
    show: (of) => <Told told={of.cost} show={({ pairs }) => formatNumber(pairs, 0)} />,
  },
  { label: "Expected cost, bp", from: "md", show: (of) => <Cost of={of} part="estimatedBps" /> },
  { label: "Cost, bp", from: "always", show: (of) => <Cost of={of} part="realisedBps" /> },
];

/** What orders paid against the middle of the book, and round trips against what was expected of them. */
export const Paid = ({ view, asset }: { readonly view: LegRiskView; readonly asset: string }) => (
  <Panel
    id="paid"
    title="Slippage, makers, cost"
    note="slippage against the middle of the book at the decision, a loss above zero; cost is fees and slippage"
  >
    <ScopeTable caption="Slippage, makers, cost" view={view} asset={asset} columns={COLUMNS} />
  </Panel>
);
