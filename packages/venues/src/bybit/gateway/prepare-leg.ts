import type { ColdEvent, VenueFailure } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { ok, type Result } from "@evenkeel/core/units";
import { failure } from "../../common/transport/failure.ts";
import { type Client, read, stamp } from "../client/client.ts";
import { parseAccountInfo, parseLeverage } from "../parse/account.ts";
import { CODE_LEVERAGE_SAME, CODE_MARGIN_MODE_SAME } from "../quirks/codes.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

/** An entry that waits longer than this has lost its moment. */
const WAIT_MS_MAX = 5_000;

const done = (): true => true;

/** Isolated margin is the account's here, not a contract's. The venue refuses the change while anything is held. */
async function isolate(client: Client): Promise<Result<true, VenueFailure>> {
  const info = await read(client, ENDPOINTS.accountInfo, {}, "enter", parseAccountInfo, WAIT_MS_MAX);
  if (!info.ok) return info;
  if (info.value.marginMode === "isolated") return ok(true);
  const parameters = { setMarginMode: "ISOLATED_MARGIN" };
  const set = await read(client, ENDPOINTS.marginMode, parameters, "enter", done, WAIT_MS_MAX);
  return !set.ok && set.error.code === CODE_MARGIN_MODE_SAME ? ok(true) : set;
}

/** Isolated margin, one position a contract, and its leverage; saying it twice changes nothing. */
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
  const isolated = await isolate(client);
  if (!isolated.ok) return failed(isolated.error);
  const named = { category: "linear", symbol: market.symbol } as const;
  const present = await read(client, ENDPOINTS.positions, named, "enter", parseLeverage, WAIT_MS_MAX);
  if (!present.ok) return failed(present.error);
  if (present.value.mode === "hedge")
    return failed(failure("refusal", "hedge-mode", "this contract has a long and a short side: switch it to one-way"));
  if (present.value.leverage !== leverage) {
    const both = { buyLeverage: String(leverage), sellLeverage: String(leverage) };
    const set = await read(client, ENDPOINTS.leverage, { ...named, ...both }, "enter", done, WAIT_MS_MAX);
    if (!set.ok && set.error.code !== CODE_LEVERAGE_SAME) return failed(set.error);
  }
  return { kind: "leg-prepared", instrument, leverage, ...stamp(client) };
}
