import type { VenueFailure } from "@evenkeel/core/events";
import { ok, type Result } from "@evenkeel/core/units";
import { all, type Client } from "../client/client.ts";
import { parsePositionMode } from "../parse/account.ts";
import { type Permissions, parsePermissions } from "../parse/key-permissions.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";
import { ask } from "./ask.ts";

export type Standing = { readonly permissions: Permissions; readonly positionMode: "one-way" | "hedge" };

/** Permissions and position mode change rarely and weigh much: they are probed at the start and then hourly. */
export function createStandingReader(client: Client): () => Promise<Result<Standing, VenueFailure>> {
  let known: { readonly standing: Standing; readonly readAtMs: number } | null = null;
  return async () => {
    const now = client.nowMs();
    if (known !== null && now - known.readAtMs < client.schedule.permissionsMs) return ok(known.standing);
    const asked = await all([
      ask(client, ENDPOINTS.permissions, {}, parsePermissions),
      ask(client, ENDPOINTS.positionMode, {}, parsePositionMode),
    ]);
    if (!asked.ok) return asked;
    const [permissions, positionMode] = asked.value;
    known = { standing: { permissions, positionMode }, readAtMs: now };
    return ok(known.standing);
  };
}
