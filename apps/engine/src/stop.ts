import { setTimeout as sleep } from "node:timers/promises";
import type { Loop } from "@evenkeel/core/engine";
import type { Author } from "@evenkeel/core/events";
import { isLive } from "@evenkeel/core/order";
import { openPairCount } from "@evenkeel/core/position";
import type { WallTimeMs } from "@evenkeel/core/units";
import type { DurableLane } from "./durable-lane/index.ts";
import type { Log } from "./log.ts";

/** A hedge under way is worth waiting for; what takes longer is asked about by the next start. */
const QUIET_MS_MAX = 10_000;
const QUIET_POLL_MS = 25;
const DRAIN_MS_MAX = 5_000;
const CLOSE_MS_MAX = 3_000;

const SYSTEM: Author = { kind: "system", id: "engine", role: "admin" };

export type StopParts = {
  readonly gate: { closed: boolean };
  readonly loop: Loop;
  readonly underWay: () => number;
  readonly lane: DurableLane;
  readonly nowMs: () => WallTimeMs;
  readonly log: Log;
  readonly endPulse: () => void;
  readonly close: readonly (() => Promise<void>)[];
};

/** What is under way finishes (bounded), then the last row, then the doors, in their order. */
export async function stopInOrder(parts: StopParts): Promise<number> {
  const { loop, lane, log } = parts;
  const until = performance.now() + QUIET_MS_MAX;
  while (!isQuiet(parts) && performance.now() < until) await sleep(QUIET_POLL_MS);
  parts.endPulse();
  parts.gate.closed = true;
  const openPairs = openPairCount(loop.state.portfolio);
  sayGoodbye(parts, openPairs);
  if (!(await lane.drain(DRAIN_MS_MAX))) log.warn("the database is away: the emergency journal keeps what it lacks");
  lane.stop();
  for (const close of parts.close) {
    const late = sleep(CLOSE_MS_MAX, "late", { ref: false });
    await Promise.race([close().catch((error: unknown) => log.warn({ error: String(error) }, "closing failed")), late]);
  }
  log.info(
    { openPairs },
    openPairs === 0 ? "stopped; no pair is open" : "stopped; open pairs are unguarded until the next start",
  );
  return openPairs;
}

function isQuiet({ loop, underWay }: StopParts): boolean {
  if (underWay() > 0 || !loop.isIdle()) return false;
  for (const order of loop.state.portfolio.orders.values()) if (isLive(order.state)) return false;
  for (const pair of loop.state.portfolio.pairs.values()) if (pair.unhedgedSince !== null) return false;
  return true;
}

/** The checkpoint of an orderly stop: nothing is stepped any more, so its number is free. */
function sayGoodbye({ loop, lane, nowMs }: StopParts, openPairs: number): void {
  const { state } = loop;
  const audit = { subject: "engine", action: "stopped", author: SYSTEM, detail: { openPairs } };
  const batch = {
    sequence: state.sequence + 1,
    venueTimeMs: state.venueNowMs,
    wallTimeMs: nowMs(),
    rows: [{ table: "control", control: { ...state.control } } as const, { table: "audit", audit } as const],
  };
  lane.persist({ kind: "persist", batch, awaited: false, reducesRisk: false }, () => {});
}
