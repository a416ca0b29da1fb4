/** Virtual time: callbacks by wall millisecond, first come first served within one. A binary heap. */
export type Schedule = {
  readonly nowMs: () => number;
  readonly after: (delayMs: number, run: () => void) => void;
  /** Runs everything due up to a time. */
  readonly runUntil: (untilMs: number) => void;
};

type Entry = { readonly atMs: number; readonly order: number; readonly run: () => void };

const before = (a: Entry, b: Entry): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

export function createSchedule(startMs: number): Schedule {
  const heap: Entry[] = [];
  let now = startMs;
  let count = 0;

  const swap = (a: number, b: number): void => {
    const [first, second] = [heap[a], heap[b]];
    if (first === undefined || second === undefined) return;
    heap[a] = second;
    heap[b] = first;
  };

  const isBefore = (a: number, b: number): boolean => {
    const [first, second] = [heap[a], heap[b]];
    return first !== undefined && second !== undefined && before(first, second);
  };

  const after = (delayMs: number, run: () => void): void => {
    count += 1;
    heap.push({ atMs: now + Math.max(0, delayMs), order: count, run });
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(at, parent)) break;
      swap(at, parent);
      at = parent;
    }
  };

  const pop = (): void => {
    swap(0, heap.length - 1);
    heap.pop();
    let at = 0;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (isBefore(child, least)) least = child;
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  };

  const runUntil = (untilMs: number): void => {
    for (let first = heap[0]; first !== undefined && first.atMs <= untilMs; first = heap[0]) {
      now = Math.max(now, first.atMs);
      pop();
      first.run();
    }
    now = Math.max(now, untilMs);
  };

  return {
    nowMs: () => now,
    after,
    runUntil,
  };
}
