import type { ColdEvent, VenueFailure } from "@evenkeel/core/events";
import { asset } from "@evenkeel/core/ids";
import { ok, type Result } from "@evenkeel/core/units";
import { permissionsOf } from "../../common/keys/key-standing.ts";
import { all, ask, type Client } from "../client/client.ts";
import { parseEarnAssets, parseRestrictions } from "../keys/key-permissions.ts";
import { parseFuturesFeeAsset, parseModes, parseSpotFeeAsset } from "../parse/account.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

export type Standing = Pick<
  Extract<ColdEvent, { kind: "account" }>,
  "permissions" | "positionMode" | "collateral" | "feeAssets" | "autoEarn"
>;

/**
 * Permissions, modes and fees change rarely and weigh much: they are read at the start and then hourly, or as soon as a
 * probe saw the key change.
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
      ask(client, ENDPOINTS.accountConfig, {}, parseModes),
      ask(client, ENDPOINTS.spotFeeBurn, {}, parseSpotFeeAsset),
      ask(client, ENDPOINTS.futuresFeeBurn, {}, parseFuturesFeeAsset),
    ]);
    if (!asked.ok) return asked;
    const [permissions, modes, spotFees, futuresFees] = asked.value;
    // Sub-accounts of some kinds have no savings at all: an answer that does not come says nothing.
    const earn = await ask(client, ENDPOINTS.earnPositions, { size: 100 }, parseEarnAssets);
    const autoEarn = earn.ok ? earn.value.map(asset) : [];
    known = {
      standing: { permissions, ...modes, feeAssets: [...spotFees, ...futuresFees], autoEarn },
      readAtMs: now,
    };
    return ok(known.standing);
  };
}
