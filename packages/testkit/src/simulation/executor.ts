import type { ColdEvent, Effect } from "@evenkeel/core/events";
import type { VenueEffect } from "@evenkeel/core/ports";
import { SECOND_MS, venueTime } from "@evenkeel/core/units";
import { stamp } from "../in-process/index.ts";
import {
  type BetweenName,
  type CrashPoint,
  type Database,
  type FaultyVenue,
  failed,
  holdBack,
  type Moment,
  type Reply,
  request,
  TIMEOUT,
} from "./faults/index.ts";
import type { SendEffect } from "./invariants/index.ts";
import { type Process, reach } from "./process.ts";
import type { Random } from "./random.ts";

type Done = (completion: ColdEvent | null) => void;
type PersistEffect = Extract<Effect, { kind: "persist" }>;

const LATENCY_MS = 20;
/** A lost answer is waited for as long as the adapter waits. */
const PATIENCE_MS = 5 * SECOND_MS;
const SLOW_MS_MAX = 4 * SECOND_MS;

export type ExecutorTools = {
  readonly random: Random;
  readonly database: Database;
  readonly now: () => Moment;
  readonly after: (delayMs: number, run: () => void) => void;
  readonly fires: (name: BetweenName) => boolean;
  /** Kills the process at this point, where the point's turn has come. */
  readonly dies: (process: Process, point: CrashPoint) => boolean;
  /** Puts the process to sleep here, where its time has come. */
  readonly sleeps: (process: Process, where: "persist" | "send") => boolean;
  readonly kill: (process: Process) => void;
  readonly venueOf: (process: Process, effect: VenueEffect) => FaultyVenue;
  readonly leaves: (effect: SendEffect) => void;
};

/** Performs one effect once, as `apps/engine` does, over ways on which anything can be lost. */
export function createExecutor(tools: ExecutorTools) {
  const { random, now, after } = tools;

  const persist = (process: Process, effect: PersistEffect, done: Done): void => {
    const { rows, sequence } = effect.batch;
    const intents = rows.flatMap((row) => (row.table === "intent" ? [row.intent] : []));
    const hasFill = rows.some(({ table }) => table === "fill");
    if (intents.some(({ purpose }) => purpose === "hedge") && tools.dies(process, "crash-hedge")) return;
    if (intents.length > 0 && tools.dies(process, "crash-persist")) return;
    if (hasFill && tools.dies(process, "crash-fill")) return;
    tools.database.persist(process, effect, (outcome) => {
      if (outcome.kind === "fenced") return tools.kill(process);
      if (intents.length > 0) tools.sleeps(process, "persist");
      reach(process, () => {
        if (hasFill && tools.dies(process, "crash-ledger")) return;
        if (!effect.awaited) return done(null);
        const told = { ...stamp(hostTimes(now())), sequence };
        done(
          outcome.kind === "stored"
            ? { kind: "persisted", checkedAt: outcome.checkedAt, ...told }
            : { kind: "persist-failed", reason: outcome.reason, ...told },
        );
      });
    });
  };

  /** The answer on its way back. What a dead process was waiting for reaches nobody. */
  const answer = (process: Process, effect: VenueEffect, delayMs: number, reply: Reply, done: Done): void =>
    after(delayMs, () =>
      reach(process, () => {
        if (effect.kind === "send" && tools.dies(process, "crash-ack")) return;
        const { hostMs } = now();
        done({ ...reply.event, receivedAtMs: hostMs });
      }),
    );

  /** The request arrives whether or not its sender still lives. */
  const leave = (process: Process, effect: VenueEffect, done: Done): void => {
    const venue = tools.venueOf(process, effect);
    const held = holdBack(venue, effect, now());
    if (held !== null) return answer(process, effect, 0, held, done);
    after(LATENCY_MS / 2 + random.below(LATENCY_MS), () => {
      const reply = request(venue, effect, now());
      const slowMs = tools.fires("reply-slow") ? random.below(SLOW_MS_MAX) : 0;
      answer(process, effect, reply.silent ? PATIENCE_MS : LATENCY_MS / 2 + slowMs, reply, done);
    });
  };

  const send = (process: Process, effect: SendEffect, done: Done): void => {
    if (tools.dies(process, "crash-send")) return;
    const go = (): void => {
      tools.leaves(effect);
      leave(process, effect, done);
      tools.dies(process, "crash-sent");
    };
    if (tools.sleeps(process, "send")) reach(process, go);
    else go();
  };

  return (process: Process, effect: Effect, done: Done): void => {
    if (process.standing === "dead") return;
    if (effect.kind === "persist") persist(process, effect, done);
    else if (effect.kind === "send") send(process, effect, done);
    else if (tools.fires("read-lost")) {
      const reply = { event: failed(effect, TIMEOUT, hostTimes(now())), silent: true };
      answer(process, effect, PATIENCE_MS, reply, done);
    } else leave(process, effect, done);
  };
}

const hostTimes = ({ venueMs, hostMs }: Moment) => ({ venueMs: venueTime(venueMs), wallMs: hostMs });
