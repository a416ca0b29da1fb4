import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Nonce } from "@evenkeel/core/ids";
import { ok, type Result } from "@evenkeel/core/units";
import { type LeaseDesk, openLeaseDesk } from "@evenkeel/store/journal";
import { readOrCreateSecret } from "@evenkeel/store/migrate";
import type { EngineSettings } from "../env.ts";
import type { Log } from "../log.ts";
import { claimLease } from "./claim-lease.ts";
import { type KeptLease, keepLease } from "./keep-lease.ts";
import { nameProcess } from "./process-name.ts";
import { standBy } from "./stand-by.ts";

/** Gets the lease, if need be by waiting for it, and keeps it. */
export type Claim = (
  installation: Nonce,
) => Promise<Result<KeptLease & { readonly close: () => Promise<void> }, string>>;

export function claimWith(settings: EngineSettings, log: Log, onLost: (error: Error) => void): Claim {
  const claim = async (desk: LeaseDesk, installation: Nonce): Promise<Result<KeptLease, string>> => {
    const claimant = {
      holder: await readOrCreateSecret(join(settings.dataFolder, "lease-holder")),
      process: nameProcess(),
      machine: hostname(),
      leaseMs: settings.leaseMs,
    };
    const waiting = settings.standsBy ? await standBy(settings, installation, log) : null;
    if (waiting !== null && !waiting.ok) return waiting;
    try {
      const wish = { standsBy: settings.standsBy, takeOver: settings.takeOver };
      const onWaiting = waiting?.value.tell ?? (() => {});
      const claimed = await claimLease({ desk, claimant, wish, log, onWaiting });
      if (!claimed.ok) return claimed;
      const { lease, waitMs, from } = claimed.value;
      const kept = keepLease({ lease, leaseMs: settings.leaseMs, log, onLost });
      if (waitMs > 0) {
        log.warn(
          { machine: from, epoch: lease.epoch, waitMs },
          "taking over: waiting until no order of the engine before can arrive any more",
        );
        await sleep(waitMs);
      }
      return ok(kept);
    } finally {
      await waiting?.value.close();
    }
  };
  return async (installation) => {
    const desk = openLeaseDesk(settings.databaseUrl);
    const kept = await claim(desk, installation);
    if (kept.ok) return ok({ ...kept.value, close: desk.close });
    await desk.close();
    return kept;
  };
}
