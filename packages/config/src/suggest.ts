import { PATHS } from "./keys.ts";

/** Letters apart beyond which a suggestion would be a guess. */
const DISTANCE_MAX = 4;
const LENGTH_MAX = 60;

/** The key that was probably meant: the nearest of all, by its whole path or by its own name. */
export function suggestPath(given: string): string | null {
  if (given.length > LENGTH_MAX) return null;
  const wanted = given.toLowerCase();
  let best: string | null = null;
  let bestDistance = DISTANCE_MAX + 1;
  for (const path of PATHS) {
    const own = path.slice(path.indexOf(".") + 1);
    const apart = Math.min(distance(wanted, path.toLowerCase()), distance(nameOf(wanted), own.toLowerCase()) + 1);
    if (apart >= bestDistance) continue;
    best = path;
    bestDistance = apart;
  }
  return best;
}

const nameOf = (path: string): string => path.slice(path.indexOf(".") + 1);

/** How many letters must change, come or go. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
