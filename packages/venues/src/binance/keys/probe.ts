import type { VenueFailure } from "@evenkeel/core/events";
import { ok, type Result } from "@evenkeel/core/units";
import { all, type Client, createClient } from "../client/client.ts";
import { measureClock } from "../feed/clock.ts";
import { ask } from "../gateway/ask.ts";
import type { BinanceOptions } from "../options.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";
import {
  type KeyStanding,
  parseAccountId,
  parseEarnAssets,
  parseRestrictions,
  permissionsOf,
} from "./key-permissions.ts";

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

/** The probe of a key nothing runs on yet: a client of its own for the few questions, and gone after them. */
export async function probeOnce(
  options: Pick<BinanceOptions, "keys" | "redirectPort" | "clock" | "readTimeoutMs" | "receiveWindowMs">,
): Promise<Result<KeyStanding, VenueFailure>> {
  const client = await createClient({
    ...options,
    directory: { indexOf: () => unlisted() },
    random: () => 0,
    watch: { symbolsMax: 0 },
    historyDays: 0,
    sendTimeoutMs: options.readTimeoutMs,
  });
  try {
    const clock = await measureClock(client, () => undefined, 1);
    return clock.ok ? await probeKey(client) : clock;
  } finally {
    client.governor.stop();
    await client.exchange.fetchDispatcher?.destroy();
  }
}

function unlisted(): never {
  throw new Error("a probe lists no instrument");
}
