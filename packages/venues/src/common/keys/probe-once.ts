import type { VenueFailure } from "@evenkeel/core/events";
import type { Result } from "@evenkeel/core/units";
import type { VenueClient } from "../client/client.ts";
import type { ProbeOptions, VenueOptions, VenueSchedule } from "../client/options.ts";
import { measureClock } from "../feed/clock.ts";
import type { KeyStanding } from "./key-standing.ts";

/** The probe of a key nothing runs on yet: a client of its own for the few questions, and gone after them. */
export async function probeAndLeave<Schedule extends VenueSchedule, Client extends VenueClient<Schedule>>(
  options: ProbeOptions,
  create: (options: VenueOptions<Schedule>) => Promise<Client>,
  probe: (client: Client) => Promise<Result<KeyStanding, VenueFailure>>,
): Promise<Result<KeyStanding, VenueFailure>> {
  const client = await create({
    ...options,
    directory: { indexOf: () => unlisted() },
    random: () => 0,
    watch: { symbolsMax: 0 },
    historyDays: 0,
    sendTimeoutMs: options.readTimeoutMs,
  });
  try {
    const clock = await measureClock(client, () => undefined, 1);
    return clock.ok ? await probe(client) : clock;
  } finally {
    client.governor.stop();
    await client.exchange.fetchDispatcher?.destroy();
  }
}

function unlisted(): never {
  throw new Error("a probe lists no instrument");
}
