import type { Lease } from "@evenkeel/store/journal";
import type { Log } from "./log.ts";

const LOOK_MS = 1_000;

/**
 * Takes the lease back after its connection broke, so that no second engine starts beside this one. One that did is
 * the end of this one: its epoch is higher, and the journal refuses us since.
 */
export function keepLease(
  lease: Pick<Lease, "held" | "renew">,
  log: Pick<Log, "warn">,
  onLost: (error: Error) => void,
): { readonly stop: () => void } {
  let asking = false;
  let away = false;
  const look = async (): Promise<void> => {
    if (lease.held() || asking) return;
    asking = true;
    if (!away) log.warn("the connection that holds the lease broke; taking it again");
    away = true;
    // A database that does not answer cannot have given the lease to anybody.
    const renewed = await lease.renew().catch(() => "away" as const);
    asking = false;
    if (renewed === "lost") onLost(new Error("another engine has taken the lease of this database"));
    if (renewed !== "held") return;
    away = false;
    log.warn("the lease is held again");
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  return { stop: () => clearInterval(timer) };
}
