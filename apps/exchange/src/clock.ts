/** Venue time runs with wall time, so many times as fast, from wherever it stood. Speed 0 moves by hand only. */
export interface VenueClock {
  readonly speed: number;
  now(): number;
  /** Moves time on by hand, on top of what runs by itself. */
  skip(ms: number): void;
}

export function createClock(startVenueMs: number, speed: number): VenueClock {
  const startedAt = performance.now();
  let skipped = 0;
  return {
    speed,
    now: () => Math.floor(startVenueMs + skipped + (performance.now() - startedAt) * speed),
    skip: (ms) => {
      skipped += ms;
    },
  };
}
