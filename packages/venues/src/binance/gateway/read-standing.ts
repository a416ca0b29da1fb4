import type { VenueFailure } from "@evenkeel/core/events";
import { ok, type Result } from "@evenkeel/core/units";
import { type Permissions, permissionsOf } from "../../common/keys/key-standing.ts";
import { all, ask, type Client } from "../client/client.ts";
import { parseRestrictions } from "../keys/key-permissions.ts";
import { parsePositionMode } from "../parse/account.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

export type Standing = { readonly permissions: Permissions; readonly positionMode: "one-way" | "hedge" };

/**
 * Permissions and position mode change rarely and weigh much: they are read at the start and then hourly, or as soon
 * as a probe saw the key change.
 */
export function createStandingReader(client: Client): () => Promise<Result<Standing, VenueFailure>> {
  let known: { readonly standing: Standing; readonly readAtMs: number } | null = null;
  return async () => {
    const now = client.nowMs();
    const told = client.keyTold;
    const probedSince = known !== null && told !== null && told.atMs > known.readAtMs;
    const changed = probedSince && told.permissions !== known?.standing.permissions;
    if (known !== null && !changed && now - known.readAtMs < client.schedule.permissionsMs) return ok(known.standing);
    const asked = await all([
      ask(client, ENDPOINTS.permissions, {}, (answer) => permissionsOf(parseRestrictions(answer))),
      ask(client, ENDPOINTS.positionMode, {}, parsePositionMode),
    ]);
    if (!asked.ok) return asked;
    const [permissions, positionMode] = asked.value;
    known = { standing: { permissions, positionMode }, readAtMs: now };
    return ok(known.standing);
  };
}
