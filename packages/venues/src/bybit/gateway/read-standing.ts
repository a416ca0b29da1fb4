import type { VenueFailure } from "@evenkeel/core/events";
import { ok, type Result } from "@evenkeel/core/units";
import { type Permissions, permissionsOf } from "../../common/keys/key-standing.ts";
import { all, ask, type Client } from "../client/client.ts";
import { parseKeyInfo } from "../keys/key-permissions.ts";
import { type PositionMode, parseLeverage } from "../parse/account.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

export type Standing = { readonly permissions: Permissions; readonly positionMode: PositionMode };

/** The venue tells the mode with a contract's positions, held or not: any one of them. */
const MODE_SYMBOL = "BTCUSDT";

/**
 * Permissions and position mode change rarely: they are read at the start and then hourly, or as soon as a probe saw
 * the key change. A position in the other mode shows in every read.
 */
export function createStandingReader(client: Client): () => Promise<Result<Standing, VenueFailure>> {
  let known: { readonly standing: Standing; readonly readAtMs: number } | null = null;
  return async () => {
    const now = client.nowMs();
    const told = client.keyTold;
    const probedSince = known !== null && told !== null && told.atMs > known.readAtMs;
    const changed = probedSince && told.permissions !== known?.standing.permissions;
    if (known !== null && !changed && now - known.readAtMs < client.schedule.permissionsMs) return ok(known.standing);
    const { perpetual } = client.markets;
    const symbol = perpetual.has(MODE_SYMBOL) ? MODE_SYMBOL : (perpetual.keys().next().value ?? MODE_SYMBOL);
    const asked = await all([
      ask(client, ENDPOINTS.permissions, {}, (answer) => permissionsOf(parseKeyInfo(answer))),
      ask(client, ENDPOINTS.positions, { category: "linear", symbol }, (answer) => parseLeverage(answer).mode),
    ]);
    if (!asked.ok) return asked;
    const [permissions, positionMode] = asked.value;
    known = { standing: { permissions, positionMode }, readAtMs: now };
    return ok(known.standing);
  };
}
