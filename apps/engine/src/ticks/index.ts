import type { TicksView } from "@evenkeel/api/views";
import type { EngineEvent } from "@evenkeel/core/events";
import type { TradePort } from "@evenkeel/core/ports";
import { createTickWriter, startHousekeeper, type TickStats } from "@evenkeel/store/ticks";
import type { EngineSettings } from "../env.ts";
import type { Log } from "../log.ts";
import { guardDisk } from "./disk-guard.ts";
import { createTickRecorder } from "./recorder.ts";
import { createTicksView } from "./view.ts";

const DRAIN_MS_MAX = 2_000;
/** A stream gone mad must not flood the log. */
const MALFORMED_TOLD_EVERY = 10_000;

type Parts = Pick<EngineSettings, "ticks" | "databaseUrl" | "dataFolder" | "speed">;

/** Market data on its way to the database, beside the engine and never in its way. */
export type Ticks = {
  readonly observe: (event: EngineEvent) => void;
  /** Null where none are stored: then none are asked for. */
  readonly trades: TradePort | null;
  readonly view: () => TicksView;
  readonly stats: () => TickStats | null;
  readonly stop: () => Promise<void>;
};

const OFF: Ticks = {
  observe: () => undefined,
  trades: null,
  view: () => ({ state: "off", storage: null, perSecond: null, dropped: 0, lagMs: 0, reason: null }),
  stats: () => null,
  stop: async () => undefined,
};

export function openTicks(parts: Parts, venueNowMs: () => number, log: Log): Ticks {
  const { ticks: settings, databaseUrl, dataFolder, speed } = parts;
  if (!settings.stored) return OFF;
  const tell = (what: string, ended: string) => (reason: string | null) => {
    if (reason === null) log.warn(ended);
    else log.error({ alert: "WARNING" }, `${what}: ${reason}`);
  };
  const writer = createTickWriter({
    url: databaseUrl,
    onTrouble: tell("ticks wait, the database does not take them", "ticks are written again"),
  });
  const keeper = startHousekeeper({
    url: databaseUrl,
    keep: settings,
    venueNowMs,
    speed,
    takeEarliestTrade: writer.takeEarliestTrade,
    onTrouble: tell("candles and old ticks are not looked after", "candles and old ticks are looked after again"),
  });
  const disk = guardDisk({
    folder: dataFolder,
    onChange: (reason) => {
      writer.pause(reason);
      if (reason === null) log.warn("the disk has room again: ticks are stored");
      else log.error({ alert: "CRITICAL" }, `${reason}: ticks are not stored until there is more`);
    },
  });
  disk.look().catch((error: unknown) => log.warn({ error: String(error) }, "the free room of the disk is not known"));
  const recorder = createTickRecorder(writer, speed);
  const sweeping = setInterval(recorder.sweep, settings.topsEveryMs);
  let malformed = 0;
  return {
    observe: recorder.observe,
    trades: {
      trade: recorder.trade,
      malformed(reason) {
        if (malformed % MALFORMED_TOLD_EVERY === 0) log.warn({ malformed }, `a trade that cannot be read: ${reason}`);
        malformed += 1;
      },
    },
    view: createTicksView(writer.stats, keeper.storage),
    stats: writer.stats,
    async stop() {
      clearInterval(sweeping);
      disk.stop();
      recorder.sweep();
      await keeper.stop();
      await writer.close(DRAIN_MS_MAX);
    },
  };
}
