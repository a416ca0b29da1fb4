import type { ColdEvent } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { venueTime } from "@evenkeel/core/units";
import { failure } from "../../common/transport/failure.ts";
import { type Client, read, stamp } from "../client/client.ts";
import { categoryOf } from "../market.ts";
import { parseDepth } from "../parse/depth.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

const LEVELS = 100;
/** Depth older than this decides nothing any more. */
const WAIT_MS_MAX = 5_000;

export async function readDepth(client: Client, instrument: InstrumentIndex): Promise<ColdEvent> {
  const failed = { kind: "effect-failed", effect: "read-depth", instrument } as const;
  const market = client.markets.byIndex.get(instrument);
  if (market === undefined)
    return { ...failed, failure: failure("refusal", "no-instrument", "not in the catalogue"), ...stamp(client) };
  const parameters = { category: categoryOf(market), symbol: market.symbol, limit: LEVELS };
  const parse = (answer: unknown) => parseDepth(answer, market);
  const depth = await read(client, ENDPOINTS.depth, parameters, "poll", parse, WAIT_MS_MAX);
  if (!depth.ok) return { ...failed, failure: depth.error, ...stamp(client) };
  const { bids, asks, timeMs } = depth.value;
  return { kind: "depth", instrument, bids, asks, ...stamp(client), venueTimeMs: venueTime(timeMs) };
}
