/** How often each outcome came, for the line that says what a run was about. */
export type Counts = Map<string, number>;

export const count = (counts: Counts, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};

export function printCounts(what: string, counts: Counts): void {
  const list = [...counts].sort(([, a], [, b]) => b - a).map(([name, times]) => `${name} ${times}`);
  process.stdout.write(`${what}: ${list.join(", ")}\n`);
}
