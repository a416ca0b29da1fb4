import type { AccountCheckpoint, Fill } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { type Amount, MINUTE_MS } from "@evenkeel/core/units";
import { type Execution, timeOfTradeId } from "../parse/executions.ts";

/** A trade may show in the list behind younger ones; for this long it is still looked for. */
const LATE_MS = 10 * MINUTE_MS;

/** The moment from which trades could be missing from the books. */
export function fillsSince({ lastTradeIds, openedAt, incomeSince }: AccountCheckpoint): number {
  // Books that are not open yet begin now: what was traded before is part of the opening balance.
  const earliest = openedAt > 0 ? openedAt : incomeSince;
  if (lastTradeIds.length === 0) return earliest;
  const times = lastTradeIds.map(([, id]) => Math.max(earliest, (timeOfTradeId(id) ?? earliest) - LATE_MS));
  return Math.min(...times);
}

export type FillChooser = (
  executions: readonly Execution[],
  since: AccountCheckpoint,
  realisedOf: (executionId: string) => Amount | undefined,
) => Fill[];

/** What the books lack: behind the checkpoint of its market, or late and never told by this run. */
export function createFillChooser(): FillChooser {
  const told = new Map<string, number>();

  const isNew = ({ instrument, tradeId, venueTimeMs }: Fill, last: string): boolean =>
    tradeId > last || (venueTimeMs >= (timeOfTradeId(last) ?? 0) - LATE_MS && !told.has(`${instrument} ${tradeId}`));

  const remember = (fills: readonly Fill[]): void => {
    const newest = fills.at(-1)?.venueTimeMs ?? 0;
    for (const { instrument, tradeId, venueTimeMs } of fills) told.set(`${instrument} ${tradeId}`, venueTimeMs);
    for (const [name, timeMs] of told) if (timeMs < newest - 2 * LATE_MS) told.delete(name);
  };

  return (executions, since, realisedOf) => {
    const last = new Map(since.lastTradeIds);
    const owing = new Set<InstrumentIndex>();
    const fills: Fill[] = [];
    for (const { fill, executionId, closes } of executions) {
      if (fill.venueTimeMs < since.openedAt || !isNew(fill, last.get(fill.instrument) ?? "")) continue;
      const realised = closes ? realisedOf(executionId) : fill.realisedProfit;
      // The log is behind: this one and all after it in its market wait for the next read, for the books go forward.
      if (realised === undefined) owing.add(fill.instrument);
      if (realised !== undefined && !owing.has(fill.instrument)) fills.push({ ...fill, realisedProfit: realised });
    }
    remember(fills);
    return fills;
  };
}
