import { createHistogram, type Histogram } from "@evenkeel/telemetry/metrics";

const LOOK_MS = 20;

/** How late a timer is called: what every frame and every reply had to wait for as well. Milliseconds. */
export function watchLoopLag(): { readonly histogram: Histogram; readonly stop: () => void } {
  const histogram = createHistogram();
  let expectedMs = performance.now() + LOOK_MS;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    histogram.record(nowMs - expectedMs);
    expectedMs = nowMs + LOOK_MS;
  }, LOOK_MS);
  timer.unref();
  return { histogram, stop: () => clearInterval(timer) };
}
