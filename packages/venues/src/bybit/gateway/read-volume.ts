import type { ColdEvent } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { HOUR_MS, type VenueTimeMs } from "@evenkeel/core/units";
import { failure } from "../../common/transport/failure.ts";
import { type Client, read, stamp } from "../client/client.ts";
import { categoryOf } from "../market.ts";
import { parseVolumes } from "../parse/candles.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

const HOURS_MAX = 200;
/** The entry has begun by then and goes on evenly. */
const WAIT_MS_MAX = 5_000;

export async function readVolume(client: Client, instrument: InstrumentIndex, since: VenueTimeMs): Promise<ColdEvent> {
  const failed = { kind: "effect-failed", effect: "read-volume", instrument } as const;
  const market = client.markets.byIndex.get(instrument);
  if (market === undefined)
    return { ...failed, failure: failure("refusal", "no-instrument", "not in the catalogue"), ...stamp(client) };
  const window = { interval: "60", start: since, end: since + (HOURS_MAX - 1) * HOUR_MS, limit: HOURS_MAX };
  const parameters = { category: categoryOf(market), symbol: market.symbol, ...window };
  const parse = (answer: unknown) => parseVolumes(answer, client.venueNowMs);
  const hours = await read(client, ENDPOINTS.candles, parameters, "poll", parse, WAIT_MS_MAX);
  if (!hours.ok) return { ...failed, failure: hours.error, ...stamp(client) };
  return { kind: "hourly-volume", instrument, hours: hours.value, ...stamp(client) };
}
