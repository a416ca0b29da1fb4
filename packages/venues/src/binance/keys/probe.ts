import type { VenueFailure } from "@evenkeel/core/events";
import { ok, type Result } from "@evenkeel/core/units";
import type { ProbeOptions } from "../../common/client/options.ts";
import { type KeyStanding, permissionsOf } from "../../common/keys/key-standing.ts";
import { probeAndLeave } from "../../common/keys/probe-once.ts";
import { all, ask, type Client, createClient } from "../client/client.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";
import { parseAccountId, parseEarnAssets, parseRestrictions } from "./key-permissions.ts";

/** Asks what a key may do and whose it is. It changes nothing at the venue. */
export async function probeKey(client: Client): Promise<Result<KeyStanding, VenueFailure>> {
  const asked = await all([
    ask(client, ENDPOINTS.permissions, {}, parseRestrictions),
    ask(client, ENDPOINTS.spotAccount, { omitZeroBalances: "true" }, parseAccountId),
  ]);
  if (!asked.ok) return asked;
  const [restrictions, accountId] = asked.value;
  client.keyTold = { permissions: permissionsOf(restrictions), atMs: client.nowMs() };
  // Sub-accounts of some kinds have no savings at all: an answer that does not come says nothing about the key.
  const earn = await ask(client, ENDPOINTS.earnPositions, { size: 100 }, parseEarnAssets);
  return ok({ ...restrictions, accountId, earnAssets: earn.ok ? earn.value : null });
}

export const probeOnce = (options: ProbeOptions): Promise<Result<KeyStanding, VenueFailure>> =>
  probeAndLeave(options, createClient, probeKey);
