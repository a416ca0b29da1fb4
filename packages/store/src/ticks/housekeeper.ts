import { HOUR_MS, MINUTE_MS, SECOND_MS } from "@evenkeel/core/units";
import { connectTicks } from "./connect.ts";
import { readTickStorage, type TickStorage } from "./readStorage.ts";
import { refreshCandles, rollCandles } from "./rollCandles.ts";
import { type Keep, rawFromMs, trimPlain, trimTimescale } from "./trim.ts";

/** A trade may come this late by the wall before its minute is rolled without it; later ones roll it anew. */
const LATE_MS = 5 * SECOND_MS;
/** What a run before this one may have written late and not rolled again. */
const LOOK_BACK_MS = 10 * MINUTE_MS;
/** One stamp far in the future must not empty the tables: a leap is believed a day at a time. */
const LEAP_MS_MAX = 24 * HOUR_MS;
const CLOSE_SECONDS_MAX = 1;

const floorTo = (ms: number, size: number): number => Math.floor(ms) - (Math.floor(ms) % size);

export type HousekeeperOptions = {
  readonly url: string;
  readonly keep: Keep;
  /** 0 while the venue has not told its time. */
  readonly venueNowMs: () => number;
  /** Venue seconds in one second. */
  readonly speed: number;
  readonly takeEarliestTrade: () => number;
  /** Told when a round fails, and with `null` when the next one does not. */
  readonly onTrouble?: (reason: string | null) => void;
  readonly everyMs?: number;
  readonly trimEveryMs?: number;
};

export type Housekeeper = {
  /** One round at once: the clock, candles, and old rows where their hour has come. */
  readonly tidy: () => Promise<void>;
  readonly storage: () => TickStorage | null;
  readonly stop: () => Promise<void>;
};

/** Tells the database the venue's time, rolls finished candles where no TimescaleDB does, and takes old rows away. */
export function startHousekeeper(options: HousekeeperOptions): Housekeeper {
  const { keep, venueNowMs, speed, everyMs = MINUTE_MS, trimEveryMs = HOUR_MS, onTrouble = () => undefined } = options;
  const sql = connectTicks(options.url);
  let storage: TickStorage | null = null;
  /** Candles from here on are to be made anew; null until the database said how far they are. */
  let rollFromMs: number | null = null;
  let toldAtMs = performance.now();
  let trimAtMs = Number.NEGATIVE_INFINITY;
  let failing = false;
  let running: Promise<void> | null = null;

  const tellTime = async (): Promise<number> => {
    const atMs = performance.now();
    const believedMs = LEAP_MS_MAX + (atMs - toldAtMs) * Math.max(1, speed);
    const [row] = await sql<{ now: string }[]>`
      update tick_progress set venue_now_ms = case when venue_now_ms = 0 then ${String(venueNowMs())}::text::bigint
        else greatest(venue_now_ms, least(${String(venueNowMs())}::text::bigint, venue_now_ms + ${String(Math.floor(believedMs))}::text::bigint)) end
      where id = 1 returning venue_now_ms as now`;
    toldAtMs = atMs;
    return Number(row?.now ?? 0);
  };

  /** Finishes what is behind the venue's time, and anew what late trades have changed since. */
  const advance = async (kind: TickStorage["kind"], nowMs: number): Promise<void> => {
    if (rollFromMs === null) {
      const [row] = await sql<{ until: string }[]>`select rolled_until_ms as until from tick_progress where id = 1`;
      rollFromMs = Number(row?.until ?? 0) - Math.max(LOOK_BACK_MS, LATE_MS * speed);
    }
    rollFromMs = Math.min(rollFromMs, options.takeEarliestTrade());
    const untilMs = floorTo(nowMs - LATE_MS * Math.max(1, speed), MINUTE_MS);
    // Older rows may be trimmed in part: their candles stay as they were made.
    const fromMs = floorTo(Math.max(rollFromMs, rawFromMs(nowMs, keep) + HOUR_MS), MINUTE_MS);
    if (untilMs <= fromMs) return;
    if (kind === "plain") await rollCandles(sql, fromMs, untilMs);
    else await refreshCandles(sql, fromMs, untilMs);
    rollFromMs = untilMs;
  };

  const round = async (): Promise<void> => {
    if (venueNowMs() <= 0) return;
    storage ??= await readTickStorage(sql);
    const nowMs = await tellTime();
    await advance(storage.kind, nowMs);
    if (performance.now() < trimAtMs) return;
    await (storage.kind === "plain" ? trimPlain(sql, nowMs, keep) : trimTimescale(sql, nowMs, keep));
    trimAtMs = performance.now() + trimEveryMs;
  };

  const tidy = (): Promise<void> => {
    running ??= round()
      .then(
        () => {
          if (failing) onTrouble(null);
          failing = false;
        },
        (error: unknown) => {
          if (!failing) onTrouble(error instanceof Error ? error.message : String(error));
          failing = true;
        },
      )
      .finally(() => {
        running = null;
      });
    return running;
  };

  const timer = setInterval(() => void tidy(), everyMs);
  return {
    tidy,
    storage: () => storage,
    async stop() {
      clearInterval(timer);
      await sql.end({ timeout: CLOSE_SECONDS_MAX });
      await running;
    },
  };
}
