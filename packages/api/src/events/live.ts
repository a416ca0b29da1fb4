import { equalJson } from "../delta/equal.ts";
import { createBell } from "../engine/bell.ts";
import type { EngineDoor } from "../engine/door.ts";
import type { EngineStatusView, FundingRateView, PositionView } from "../views/index.ts";
import type { EventBodies, EventName, StreamEvent } from "./event.ts";
import { createEventLog } from "./log.ts";

/** Positions and status move at most four times a second, funding estimates once. */
export const LOOK_INTERVAL_MS = 250;
const RATES_INTERVAL_MS = 1_000;

export type Batch = { readonly id: string; readonly events: readonly StreamEvent[] };

export type LiveEvents = {
  /** While somebody watches, the engine is looked at. Call the answer to leave. */
  readonly join: () => () => void;
  /** What whoever has seen `lastEventId` lacks, or all there is; null: nothing yet. */
  readonly since: (lastEventId: string | null) => Batch | null;
  readonly sequence: () => number;
  /** Resolves once something after `sequence` came, or the signal aborts. */
  readonly after: (sequence: number, signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
};

/** Two standings that differ by their clocks alone are one. */
const withoutClocks = (status: EngineStatusView): EngineStatusView => ({ ...status, venueTimeMs: 0, wallTimeMs: 0 });
const withoutAge = (row: PositionView): PositionView => ({
  ...row,
  heldMs: 0,
  unhedged: row.unhedged === null ? null : { ...row.unhedged, sinceMs: null },
});
const rateKey = ({ venue, symbol }: FundingRateView): string => `${venue}/${symbol}`;

type Seen = {
  status: EngineStatusView | null;
  positions: ReadonlyMap<string, PositionView>;
  readonly rates: Map<string, FundingRateView>;
  ratesAtMs: number;
};

/**
 * Trades and alarms are told as they happen, watched or not: each is one event. Positions, rates and status are looked
 * at while somebody watches, and what differs from what was told last is told.
 */
export function createLiveEvents(options: {
  readonly door: EngineDoor;
  readonly streamId: string;
  readonly nowMs: () => number;
  readonly report: (error: unknown) => void;
  readonly intervalMs?: number;
  readonly keptMax?: number;
}): LiveEvents {
  const { door, nowMs } = options;
  const log = createEventLog(options);
  const bell = createBell();
  const seen: Seen = { status: null, positions: new Map(), rates: new Map(), ratesAtMs: Number.NEGATIVE_INFINITY };
  let watchers = 0;
  let timer: NodeJS.Timeout | null = null;

  const lookAtStatus = (): void => {
    const { status } = door.health();
    if (seen.status !== null && equalJson(withoutClocks(seen.status), withoutClocks(status))) return;
    seen.status = status;
    log.append("ENGINE_STATUS", status);
  };
  const lookAtPositions = (): void => {
    const rows = new Map(door.positions().map((row) => [row.pairId, row]));
    const positions = [...rows.values()].filter((row) => {
      const before = seen.positions.get(row.pairId);
      return before === undefined || !equalJson(withoutAge(before), withoutAge(row));
    });
    const closed = [...seen.positions.keys()].filter((id) => !rows.has(id));
    seen.positions = rows;
    if (positions.length > 0 || closed.length > 0) log.append("POSITION_UPDATE", { positions, closed });
  };
  const lookAtRates = (): void => {
    if (nowMs() - seen.ratesAtMs < RATES_INTERVAL_MS) return;
    seen.ratesAtMs = nowMs();
    const rates = door.fundingRates().filter((rate) => !equalJson(seen.rates.get(rateKey(rate)), rate));
    for (const rate of rates) seen.rates.set(rateKey(rate), rate);
    if (rates.length > 0) log.append("FUNDING_RATE_UPDATE", { rates });
  };
  const look = (): void => {
    const before = log.sequence();
    try {
      lookAtStatus();
      lookAtPositions();
      lookAtRates();
    } catch (error) {
      options.report(error);
    }
    if (log.sequence() > before) bell.ring();
  };

  const forget = door.onHappened((happened) => {
    if (happened.kind === "trade") log.append("TRADE_EXECUTED", { trades: [happened.trade] });
    else log.append("ALERT", { alerts: [happened.alert] });
    bell.ring();
  });

  const snapshot = (): readonly StreamEvent[] => {
    const stamp = { kind: "snapshot", sequence: log.sequence(), atMs: nowMs() } as const;
    const part = <Name extends EventName>(name: Name, body: EventBodies[Name]) =>
      ({ name, ...stamp, body }) as unknown as StreamEvent;
    return [
      part("ENGINE_STATUS", seen.status ?? door.health().status),
      part("POSITION_UPDATE", { positions: [...seen.positions.values()], closed: [] }),
      part("FUNDING_RATE_UPDATE", { rates: [...seen.rates.values()] }),
      part("TRADE_EXECUTED", { trades: door.recentTrades().toReversed() }),
      part("ALERT", { alerts: door.recentAlerts().toReversed() }),
    ];
  };
  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };

  return {
    join() {
      watchers += 1;
      if (watchers === 1) {
        look();
        timer = setInterval(look, options.intervalMs ?? LOOK_INTERVAL_MS);
      }
      let joined = true;
      return () => {
        if (!joined) return;
        joined = false;
        watchers -= 1;
        if (watchers === 0) stop();
      };
    },
    since(lastEventId) {
      const events = log.since(lastEventId) ?? snapshot();
      const last = events.at(-1);
      return last === undefined ? null : { id: log.idOf(last.sequence), events };
    },
    sequence: log.sequence,
    after: (sequence, signal) => (log.sequence() > sequence ? Promise.resolve() : bell.wait(signal)),
    close() {
      forget();
      stop();
      bell.ring();
    },
  };
}
