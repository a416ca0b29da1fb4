import type { DistributionView, Known, LegRiskFigures } from "@evenkeel/api/views";
import { HOPS } from "@evenkeel/core/order";
import { Detail } from "../deck/cells.tsx";
import { formatBps, formatNumber, formatPercent } from "../format/number.ts";
import { SHARES, Share, Told } from "./Told.tsx";
import { formatMillis, HOP_WORDS, READY_WORDS } from "./words.ts";

const FRAME = "grid gap-x-10 gap-y-3 sm:grid-cols-2 lg:grid-cols-4";

/** Every number of one line, where the columns have no room for all. */
export function ScopeDetails({ of, asset }: { readonly of: LegRiskFigures; readonly asset: string }) {
  return (
    <div className={FRAME}>
      <Shares title="Alone, seconds" told={of.seconds} decimals={3}>
        <Detail term="Times">
          {formatNumber(of.windows, 0)}
          {of.openWindows > 0 && `, ${of.openWindows} now`}
        </Detail>
      </Shares>
      <Shares title={`Alone, ${asset}`} told={of.notional} decimals={2}>
        <Detail term={`Added up, ${asset} × s`}>{formatNumber(of.notionalSeconds, 0)}</Detail>
      </Shares>
      <Shares title="Slippage, bp" told={of.slippageBps} decimals={2}>
        <Detail term="Mean, by size">
          <Told told={of.slippageBps} show={({ mean }) => formatNumber(mean, 2)} />
        </Detail>
        <Detail term="Orders with no book seen">{formatNumber(of.slippageUnknown, 0)}</Detail>
      </Shares>
      <dl>
        <Detail term="Orders filled">
          {formatNumber(of.filled, 0)} of {formatNumber(of.orders, 0)}
        </Detail>
        <Detail term="Maker">
          <Told told={of.makerPercent} show={(value) => formatPercent(value, 1)} />
        </Detail>
        <Detail term="Round trips ended">
          <Told told={of.cost} show={({ pairs }) => formatNumber(pairs, 0)} />
        </Detail>
        <Detail term="Expected to cost">
          <Told told={of.cost} show={({ estimatedBps }) => formatBps(estimatedBps, 1)} />
        </Detail>
        <Detail term="Cost">
          <Told told={of.cost} show={({ realisedBps }) => formatBps(realisedBps, 1)} />
        </Detail>
        <Detail term="Round trips of unknown cost">{formatNumber(of.costUnknown, 0)}</Detail>
      </dl>
      <dl className="grid gap-x-10 sm:col-span-2 sm:grid-cols-2 lg:col-span-4 lg:grid-cols-3">
        <Doors of={of} />
      </dl>
    </div>
  );
}

function Shares(props: {
  readonly title: string;
  readonly told: Known<DistributionView>;
  readonly decimals: number;
  readonly children: React.ReactNode;
}) {
  return (
    <dl aria-label={props.title}>
      {SHARES.map(([part, word]) => (
        <Detail key={part} term={`${props.title}, ${word}`}>
          <Share told={props.told} part={part} decimals={props.decimals} />
        </Detail>
      ))}
      {props.children}
    </dl>
  );
}

/** p50 and p99 of each door, in a line each. */
function Doors({ of }: { readonly of: LegRiskFigures }) {
  const doors = [
    [READY_WORDS[0], of.readyMs],
    ...HOPS.map((hop) => [HOP_WORDS[hop][0], of.hopMs[hop]] as const),
  ] as const;
  return doors.map(([word, told]) => (
    <Detail key={word} term={`${word}, p50 and p99, ms`}>
      <span className="whitespace-nowrap">
        <Told told={told} show={({ p50, p99 }) => `${formatMillis(p50)} and ${formatMillis(p99)}`} />
      </span>
    </Detail>
  ));
}
