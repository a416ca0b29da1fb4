import type { ColdEvent, VenueFailure } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { fields, integer } from "../../common/decode/json.ts";
import { failure } from "../../common/transport/failure.ts";
import { type Client, read, stamp } from "../client/client.ts";
import { CODE_MARGIN_TYPE_SAME } from "../quirks/codes.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

/** An entry that waits longer than this has lost its moment. */
const WAIT_MS_MAX = 5_000;

/** Isolated margin and leverage of a perpetual; saying it twice changes nothing. */
export async function prepareLeg(client: Client, instrument: InstrumentIndex, leverage: number): Promise<ColdEvent> {
  const failed = (found: VenueFailure): ColdEvent => ({
    kind: "leg-not-prepared",
    instrument,
    failure: found,
    ...stamp(client),
  });
  const market = client.markets.byIndex.get(instrument);
  if (market?.instrument.kind !== "perpetual")
    return failed(failure("refusal", "no-perpetual", "only a perpetual has leverage"));
  const { symbol } = market;
  const isolated = await read(
    client,
    ENDPOINTS.marginType,
    { symbol, marginType: "ISOLATED" },
    "enter",
    () => true,
    WAIT_MS_MAX,
  );
  if (!isolated.ok && isolated.error.code !== CODE_MARGIN_TYPE_SAME) return failed(isolated.error);
  const parseLeverage = (answer: unknown): number => integer(fields(answer, "leverage"), "leverage");
  const set = await read(client, ENDPOINTS.leverage, { symbol, leverage }, "enter", parseLeverage, WAIT_MS_MAX);
  if (!set.ok) return failed(set.error);
  return { kind: "leg-prepared", instrument, leverage: set.value, ...stamp(client) };
}
