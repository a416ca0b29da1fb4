import { uptime } from "node:os";
import type { Lease, Renewal } from "@evenkeel/store/journal";
import type { Log } from "../log.ts";

const RENEW_MS = 1_000;

/** A moment on each of a machine's clocks. */
type Mark = readonly number[];

/** No clock alone counts every pause: one stands still while the machine sleeps, one can be set back. The longest counts. */
const CLOCKS: readonly (() => number)[] = [() => performance.now(), Date.now, () => uptime() * 1_000];

export type KeptLease = {
  readonly epoch: number;
  readonly holderSince: number;
  /** The database has confirmed it, and it has not run out since. */
  readonly held: () => boolean;
  /** Whether what the database has not got may be acted on: the emergency file's part. */
  readonly reaches: () => boolean;
  /** The machine that stands by, if there is one. */
  readonly standby: () => string | null;
  /** Time may have passed that no clock here has counted: only the database's next word makes it good. */
  readonly doubt: () => void;
  readonly stop: () => void;
  readonly release: () => Promise<void>;
};

export type KeepOptions = {
  readonly lease: Lease;
  readonly leaseMs: number;
  readonly log: Pick<Log, "info" | "warn" | "error">;
  /** Another engine has it: this one is over. */
  readonly onLost: (error: Error) => void;
  readonly clocks?: readonly (() => number)[];
};

/**
 * Renews the lease every second. While nobody stands by, nobody can have it, and what the emergency file holds may be
 * acted on for as long as the database is away. From the renewal on that tells a standby that it is known, this engine
 * is over, or holds still, as soon as the lease has run out.
 */
export function keepLease({ lease, leaseMs, log, onLost, clocks = CLOCKS }: KeepOptions): KeptLease {
  const mark = (): Mark => clocks.map((now) => now());
  const sinceMs = (at: Mark | null): number =>
    at === null ? Number.POSITIVE_INFINITY : Math.max(...clocks.map((now, index) => now() - (at[index] ?? 0)));
  let confirmedAt: Mark | null = mark();
  let standbyAt: Mark | null = null;
  let standby: string | null = null;
  let polls: number | null = null;
  /** The database may say that this lease is shared. */
  let shared = false;
  let asking = false;
  let away = false;
  let silenced = false;

  const held = (): boolean => sinceMs(confirmedAt) < leaseMs;
  const reaches = (): boolean => !shared || held();

  const observe = (renewal: Renewal, askedAt: Mark): void => {
    confirmedAt = askedAt;
    if (polls !== null && renewal.standbyPolls !== polls) {
      if (standby === null) log.info({ machine: renewal.standby }, "an engine stands by for this one");
      standby = renewal.standby;
      standbyAt = askedAt;
    }
    polls = renewal.standbyPolls;
    if (standby !== null && sinceMs(standbyAt) >= leaseMs) {
      log.warn({ machine: standby }, "no engine stands by any more");
      standby = null;
    }
    if (away) log.warn("the database confirms the lease again");
    away = false;
    silenced = false;
  };

  const renew = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    const askedAt = mark();
    const sharing = standby !== null;
    // From here on the standby may read that it is known, whatever becomes of the answer.
    if (sharing) shared = true;
    try {
      const renewal = await lease.renew(sharing);
      if (renewal === null) return onLost(new Error("another engine has taken the lease of this database"));
      if (!sharing) shared = false;
      observe(renewal, askedAt);
    } catch (error) {
      if (!away) log.warn({ error: String(error) }, "the database does not confirm the lease");
      away = true;
      if (!reaches() && !silenced) {
        silenced = true;
        log.error(
          { alert: "CRITICAL", standby },
          "the lease has run out unconfirmed: nothing is sent until it is confirmed",
        );
      }
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void renew(), RENEW_MS);
  const stop = (): void => clearInterval(timer);

  return {
    epoch: lease.epoch,
    holderSince: lease.holderSince,
    held,
    reaches,
    standby: () => standby,
    doubt: () => {
      confirmedAt = null;
    },
    stop,
    async release() {
      stop();
      await lease.release();
    },
  };
}
