import type { LegRiskView } from "@evenkeel/api/views";
import { formatNumber } from "../format/number.ts";
import { Chip } from "../ui/Chip.tsx";
import type { OpenColumn } from "../ui/OpenTable.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Histogram } from "./Histogram.tsx";
import { ScopeTable } from "./ScopeTable.tsx";
import { Share } from "./Told.tsx";
import type { Scope } from "./words.ts";

const columnsOf = (asset: string): readonly OpenColumn<Scope>[] => [
  {
    label: "Times",
    from: "md",
    show: ({ windows, openWindows }) => (
      <>
        {openWindows > 0 && <Chip tone="warn">{openWindows} now</Chip>} {formatNumber(windows, 0)}
      </>
    ),
  },
  { label: "p50, s", from: "always", show: ({ seconds }) => <Share told={seconds} part="p50" decimals={3} /> },
  { label: "p95, s", from: "md", show: ({ seconds }) => <Share told={seconds} part="p95" decimals={3} /> },
  { label: "p99, s", from: "always", show: ({ seconds }) => <Share told={seconds} part="p99" decimals={3} /> },
  { label: "worst, s", from: "always", show: ({ seconds }) => <Share told={seconds} part="max" decimals={3} /> },
  { label: `p50, ${asset}`, from: "lg", show: ({ notional }) => <Share told={notional} part="p50" decimals={0} /> },
  { label: `p95, ${asset}`, from: "xl", show: ({ notional }) => <Share told={notional} part="p95" decimals={0} /> },
  { label: `p99, ${asset}`, from: "lg", show: ({ notional }) => <Share told={notional} part="p99" decimals={0} /> },
  { label: `worst, ${asset}`, from: "md", show: ({ notional }) => <Share told={notional} part="max" decimals={0} /> },
];

/** How long and how large a leg stood without its counterpart. */
export function Alone({ view, asset }: { readonly view: LegRiskView; readonly asset: string }) {
  const { all } = view;
  return (
    <Panel
      id="alone"
      title="Legs standing alone"
      note="from one leg's fill to its counterpart's, and the most that stood alone meanwhile"
    >
      <div className="grid xl:grid-cols-[minmax(0,1fr)_32rem] xl:divide-x xl:divide-line wide:grid-cols-[minmax(0,1fr)_48rem]">
        <div className="min-w-0">
          <ScopeTable caption="Legs standing alone" view={view} asset={asset} columns={columnsOf(asset)} />
        </div>
        {all.windows > 0 && (
          <div className="grid content-start gap-x-4 border-line py-2 max-xl:border-t sm:grid-cols-2">
            <Histogram title="For how long" bins={all.secondsBins} unit="s" />
            <Histogram title="How much at worst" bins={all.notionalBins} unit={asset} />
          </div>
        )}
      </div>
    </Panel>
  );
}
