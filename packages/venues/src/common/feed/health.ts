import type { FamilyHealth } from "@evenkeel/core/ports";
import type { VenueClient } from "../client/client.ts";
import type { FamilyStreams } from "./targets.ts";

const SECOND_MS = 1_000;

/** Families are the venue's own: what one of them does to its budget does not touch another. */
export function createHealth(
  client: Pick<VenueClient, "governor" | "rest" | "nowMs">,
  families: readonly string[],
  streams: () => readonly FamilyStreams[],
): () => FamilyHealth[] {
  const measured = new Map<string, { readonly frames: number; readonly atMs: number; readonly perSecond: number }>();

  /** Measured over at least a second, so that two readers in a row see the same number. */
  const rate = (family: string, frames: number): number => {
    const atMs = client.nowMs();
    const last = measured.get(family);
    if (last !== undefined && atMs - last.atMs < SECOND_MS && frames >= last.frames) return last.perSecond;
    const known = last !== undefined && atMs > last.atMs && frames >= last.frames;
    const perSecond = known ? ((frames - last.frames) * SECOND_MS) / (atMs - last.atMs) : 0;
    measured.set(family, { frames, atMs, perSecond });
    return perSecond;
  };

  const state = (family: string, own: readonly FamilyStreams[]): FamilyHealth["state"] => {
    const use = client.governor.use(family);
    const up = own.filter(({ stream }) => stream.isUp()).length;
    if (use.blockedMs > 0 || (own.length > 0 && up === 0)) return "down";
    return use.warning || up < own.length ? "degraded" : "up";
  };

  return () =>
    families.map((family) => {
      const own = streams().filter((each) => each.family === family);
      return {
        family,
        state: state(family, own),
        messagesPerSecond: rate(
          family,
          own.reduce((sum, { stream }) => sum + stream.frames(), 0),
        ),
        weightPercent: client.governor.use(family).percent,
        lastError: client.rest.lastError(family),
      };
    });
}
