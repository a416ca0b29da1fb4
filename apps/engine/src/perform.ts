import type { ColdEvent, Effect } from "@evenkeel/core/events";
import type { InstrumentIndex, VenueId } from "@evenkeel/core/ids";
import type { OrderGateway, VenueEffect } from "@evenkeel/core/ports";
import { BrokenInvariant, type VenueTimeMs, type WallTimeMs } from "@evenkeel/core/units";
import type { DurableLane, PersistEffect } from "./durable-lane/index.ts";
import type { EffectWatcher } from "./effect-watcher.ts";
import { type FaultGate, gateRows } from "./fault-point.ts";

export type PerformOptions = {
  readonly lane: DurableLane;
  readonly gateways: ReadonlyMap<VenueId, OrderGateway>;
  readonly venueOf: (instrument: InstrumentIndex) => VenueId | undefined;
  /** Once true, answers that still come are left for the next start to ask about. */
  readonly isClosed: () => boolean;
  readonly nowMs: () => WallTimeMs;
  readonly venueNowMs: () => VenueTimeMs;
  readonly faultGate: FaultGate;
  readonly watcher: Required<EffectWatcher>;
  /** A gateway that breaks its promise to always resolve is a bug, not a failure of the venue. */
  readonly onFatal: (error: unknown) => void;
};

/** Performs one effect once. No retry, no order, no policy: those live in the core's queue and tables. */
export function createPerform(options: PerformOptions) {
  const { lane, gateways, faultGate, watcher } = options;
  let underWay = 0;

  const persist = (effect: PersistEffect, done: (completion: ColdEvent | null) => void): void => {
    gateRows(faultGate, effect.batch.rows);
    watcher.persisting(effect);
    lane.persist(effect, (outcome) => {
      if (outcome.stored && effect.batch.rows.some(({ table }) => table === "fill")) faultGate("ledger");
      watcher.stored(effect, outcome);
      if (options.isClosed()) return;
      const { sequence } = effect.batch;
      const stamp = { venueTimeMs: options.venueNowMs(), receivedAtMs: options.nowMs() };
      if (!effect.awaited) done(null);
      else if (outcome.stored) done({ kind: "persisted", sequence, checkedAt: outcome.checkedAt, ...stamp });
      else done({ kind: "persist-failed", sequence, reason: outcome.reason, ...stamp });
    });
  };

  const gatewayOf = (effect: VenueEffect): OrderGateway => {
    const venue = effect.kind === "send" ? options.venueOf(effect.intent.instrument) : effect.venue;
    const gateway = venue === undefined ? undefined : gateways.get(venue);
    if (gateway === undefined) throw new BrokenInvariant(`no gateway performs ${effect.kind} at ${venue}`);
    return gateway;
  };

  const send = async (
    gateway: OrderGateway,
    effect: VenueEffect,
    done: (completion: ColdEvent | null) => void,
  ): Promise<void> => {
    const completion = await gateway.perform(effect);
    underWay -= 1;
    if (effect.kind === "send") faultGate("ack");
    watcher.answered(effect, completion);
    if (!options.isClosed()) done(completion);
  };

  return {
    /** Effects handed to a venue and not answered yet. */
    underWay: () => underWay,
    perform(effect: Effect, done: (completion: ColdEvent | null) => void): void {
      if (effect.kind === "persist") return persist(effect, done);
      const gateway = gatewayOf(effect);
      if (effect.kind === "send") faultGate("send");
      watcher.handed(effect);
      underWay += 1;
      send(gateway, effect, done).catch(options.onFatal);
    },
  };
}
