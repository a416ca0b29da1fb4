import type { VenueFailure } from "@evenkeel/core/events";
import type { Result } from "@evenkeel/core/units";
import type { Endpoint, Parameters } from "../../common/transport/rest.ts";
import { type Client, read } from "../client/client.ts";

/** An account read that waits longer is asked for anew by the engine. */
const WAIT_MS_MAX = 10_000;

/**
 * One read of the account. It polls: the reserve is for orders and for questions about them. The first whole read is
 * the exception, because a restarted engine may neither hedge nor close before it.
 */
export const ask = <T>(
  client: Client,
  endpoint: Endpoint,
  parameters: Parameters,
  parse: (answer: unknown) => T,
): Promise<Result<T, VenueFailure>> =>
  read(client, endpoint, parameters, client.accountRead ? "poll" : "query", parse, WAIT_MS_MAX);
