import type { ColdEvent, Effect } from "@evenkeel/core/events";
import type { VenueId } from "@evenkeel/core/ids";
import type { OrderGateway } from "@evenkeel/core/ports";
import { BrokenInvariant, type VenueTimeMs, type WallTimeMs } from "@evenkeel/core/units";
import type { DurableLane, PersistEffect, Stored } from "./durable-lane/index.ts";
import type { FaultGate } from "./fault-point.ts";

export type PerformOptions = {
  readonly lane: DurableLane;
  readonly gateways: ReadonlyMap<VenueId, OrderGateway>;
  readonly nowMs: () => WallTimeMs;
  readonly venueNowMs: () => VenueTimeMs;
  readonly faultGate: FaultGate;
  /** What became durable, for views and waiting commands. */
  readonly onStored: (effect: PersistEffect, outcome: Stored) => void;
  /** A gateway that breaks its promise to always resolve is a bug, not a failure of the venue. */
  readonly onFatal: (error: unknown) => void;
};

/** Performs one effect once. No retry, no order, no policy: those live in the core's queue and tables. */
export function createPerform(options: PerformOptions) {
  const { lane, gateways, faultGate } = options;
  let underWay = 0;

  const persist = (effect: PersistEffect, done: (completion: ColdEvent) => void): void => {
    faultGate("persist", effect);
    lane.persist(effect, (outcome) => {
      options.onStored(effect, outcome);
      const { sequence } = effect.batch;
      const stamp = { venueTimeMs: options.venueNowMs(), receivedAtMs: options.nowMs() };
      done(
        outcome.stored
          ? { kind: "persisted", sequence, ...stamp }
          : { kind: "persist-failed", sequence, reason: outcome.reason, ...stamp },
      );
    });
  };

  const gatewayFor = (effect: Exclude<Effect, PersistEffect>): OrderGateway | undefined => {
    if (effect.kind !== "send") return gateways.get(effect.venue);
    // One venue so far: an intent names its instrument only.
    const [only] = gateways.values();
    return only;
  };

  return {
    /** Effects handed to a venue and not answered yet. */
    underWay: () => underWay,
    perform(effect: Effect, done: (completion: ColdEvent | null) => void): void {
      if (effect.kind === "persist") return persist(effect, done);
      const gateway = gatewayFor(effect);
      if (gateway === undefined) throw new BrokenInvariant(`no gateway performs ${effect.kind}`);
      faultGate("send", effect);
      underWay += 1;
      gateway.perform(effect).then(
        (completion) => {
          underWay -= 1;
          faultGate("ack", effect);
          done(completion);
        },
        (error: unknown) => options.onFatal(error),
      );
    },
  };
}
