import type { Family } from "@evenkeel/exchange-sim/wire";

export const hostName = (host: string | undefined): string => (host ?? "").replace(/:\d+$/, "").toLowerCase();
export const isLocalHost = (host: string): boolean => host === "localhost" || host === "127.0.0.1" || host === "[::1]";

/** The family that lives at this address: by its host's real name, or under a local name by the longest path. */
export function familyAt(families: readonly Family[], kind: Family["kind"], host: string, path: string): string | null {
  const candidates = families.filter((family) => family.kind === kind);
  const named = candidates.find((family) => family.hosts.includes(host));
  if (named !== undefined) return named.name;
  if (!isLocalHost(host)) return null;
  let best: string | null = null;
  let longest = 0;
  for (const family of candidates) {
    for (const prefix of family.paths) {
      if (!path.startsWith(prefix) || prefix.length <= longest) continue;
      longest = prefix.length;
      best = family.name;
    }
  }
  return best;
}
