import type { VenueFailure } from "@evenkeel/core/events";
import type { Result } from "@evenkeel/core/units";
import type { ProbeOptions } from "../../common/client/options.ts";
import { type KeyStanding, permissionsOf } from "../../common/keys/key-standing.ts";
import { probeAndLeave } from "../../common/keys/probe-once.ts";
import { ask, type Client, createClient } from "../client/client.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";
import { parseKeyInfo } from "./key-permissions.ts";

/** Asks what a key may do and whose it is. It changes nothing at the venue. */
export async function probeKey(client: Client): Promise<Result<KeyStanding, VenueFailure>> {
  const standing = await ask(client, ENDPOINTS.permissions, {}, parseKeyInfo);
  if (standing.ok) client.keyTold = { permissions: permissionsOf(standing.value), atMs: client.nowMs() };
  return standing;
}

export const probeOnce = (options: ProbeOptions): Promise<Result<KeyStanding, VenueFailure>> =>
  probeAndLeave(options, createClient, probeKey);
