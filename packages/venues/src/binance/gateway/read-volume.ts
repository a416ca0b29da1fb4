import type { ColdEvent } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import type { VenueTimeMs } from "@evenkeel/core/units";
import { failure } from "../../common/transport/failure.ts";
import { type Client, read, stamp } from "../client/client.ts";
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
  const endpoint = market.instrument.kind === "spot" ? ENDPOINTS.spotCandles : ENDPOINTS.futuresCandles;
  const parameters = { symbol: market.symbol, interval: "1h", startTime: since, limit: HOURS_MAX };
  const parse = (answer: unknown) => parseVolumes(answer, client.venueNowMs);
  const hours = await read(client, endpoint, parameters, "poll", parse, WAIT_MS_MAX);
  if (!hours.ok) return { ...failed, failure: hours.error, ...stamp(client) };
  return { kind: "hourly-volume", instrument, hours: hours.value, ...stamp(client) };
}
