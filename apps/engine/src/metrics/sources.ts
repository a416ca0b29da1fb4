import type { EngineState } from "@evenkeel/core/engine";
import type { VenueAdapter } from "@evenkeel/core/ports";
import type { DurableLane } from "../durable-lane/index.ts";
import type { KeptLease } from "../lease/index.ts";
import type { Measures } from "../measure/measures.ts";
import type { FlightRecorder } from "../recorder/index.ts";
import type { Ticks } from "../ticks/index.ts";
import type { ProfitBooks } from "../view/profit-series.ts";

/** What a scrape reads. Nothing of it is made for the scrape's sake while the engine works. */
export type MetricSources = {
  readonly state: EngineState;
  readonly measures: Measures;
  readonly adapters: readonly VenueAdapter[];
  readonly books: ProfitBooks;
  readonly lane: Pick<DurableLane, "use">;
  readonly lease: Pick<KeptLease, "epoch" | "held" | "standby">;
  readonly heartbeat: () => number | null;
  readonly recorder: Pick<FlightRecorder, "stopped" | "use">;
  readonly ticks: Pick<Ticks, "stats">;
  readonly dataFolder: string;
  readonly nowMs: () => number;
};
