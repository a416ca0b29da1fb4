import { statfs } from "node:fs/promises";
import type { Metrics } from "@evenkeel/telemetry/metrics";
import { MILLISECONDS } from "./bounds.ts";
import type { MetricSources } from "./sources.ts";

export function registerStorage(metrics: Metrics, sources: MetricSources): void {
  const { lane, recorder, measures, dataFolder } = sources;
  metrics.histogram("evenkeel_commit_seconds", "One commit of the journal.", {
    ...MILLISECONDS,
    series: [{ labels: {}, histogram: measures.commits }],
  });
  metrics.gauge("evenkeel_commit_backlog", "Batches the database has not taken yet.", () => lane.use().backlog);
  metrics.gauge("evenkeel_database_away", "1 while commits do not come through: no new risk.", () =>
    lane.use().away ? 1 : 0,
  );
  metrics.counter(
    "evenkeel_emergency_batches_total",
    "Batches that went to the emergency file.",
    () => lane.use().spilled,
  );
  metrics.counter(
    "evenkeel_recorder_bytes_total",
    "Bytes the flight recorder handed to the disk.",
    () => recorder.use().bytes,
  );
  metrics.gauge(
    "evenkeel_recorder_pending_bytes",
    "Of these, bytes the disk has not taken yet.",
    () => recorder.use().pendingBytes,
  );
  metrics.gauge("evenkeel_recorder_stopped", "1 once the recorder stopped; it begins anew with the next start.", () =>
    recorder.stopped() === null ? 0 : 1,
  );
  metrics.counter(
    "evenkeel_recorder_lost_events_total",
    "Events the stopped recorder has not seen.",
    () => recorder.stopped()?.lostEvents ?? 0,
  );
  metrics.gauge("evenkeel_data_free_bytes", "Room left where the data folder lies.", async () => {
    const { bavail, bsize } = await statfs(dataFolder);
    return bavail * bsize;
  });
}
